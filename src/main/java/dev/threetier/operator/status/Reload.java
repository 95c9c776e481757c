package dev.threetier.operator.status;

import dev.threetier.operator.blueprint.Tier;
import java.util.Optional;

/**
 * A pod of HAProxy or PostgreSQL that does not run the configuration that it has been given.
 *
 * @param tier its tier
 * @param pod its name
 * @param refusal what the server says against the configuration; absent while nothing has been said
 */
public record Reload(Tier tier, String pod, Optional<String> refusal) {}
