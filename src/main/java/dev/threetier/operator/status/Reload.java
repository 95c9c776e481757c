package dev.threetier.operator.status;

import java.util.Optional;

/**
 * A HAProxy pod that does not run the configuration that it has been given.
 *
 * @param pod its name
 * @param refusal what HAProxy says against the configuration; absent while nothing has been said
 */
public record Reload(String pod, Optional<String> refusal) {}
