package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How many requests a client may send. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RateLimit(
    @JsonPropertyDescription(
            "Requests of one client in a period, 2 to 1000000 and at least twice the replicas,"
                + " among which they are shared out. They may come all at once.")
        @Required
        @Min(2)
        @Max(1000000)
        int requests,
    @JsonPropertyDescription("The period, 1s to 1h; it slides. Default: 1s.")
        @Default("1s")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "1s" + Rules.DURATION_TO + "1h" + Rules.DURATION_END,
            message = "use a duration of 1s to 1h" + Rules.DURATION_FORM)
        String period) {}
