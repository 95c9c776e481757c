package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Where the pages come from that HAProxy answers errors with. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorPages(
    @JsonPropertyDescription(
            "Name of a ConfigMap in the same namespace with pages in HTML, each of at most 14336"
                + " bytes, under the keys 400.html, 403.html, 408.html, 413.html, 429.html,"
                + " 500.html, 502.html, 503.html and 504.html, of which any may be left out. A"
                + " change of a page is taken up without a restart.")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        String configMapName) {}
