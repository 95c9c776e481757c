package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How clients are kept with the pod that answered them first. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.sameSite != 'None' || self.secure",
    message = "browsers take cookies of sameSite None only if they are secure: set secure to true")
@ValidationRule(
    value = "!self.cookiePrefix.startsWith('__') || self.secure",
    message =
        "browsers take __Host- and __Secure- cookies only if they are secure: set secure to true")
public record StickySessions(
    @JsonPropertyDescription(
            "The tiers whose pods are stuck to: Web, Application or both, each once. Default:"
                + " Application.")
        @Default("[\"Application\"]")
        @Size(min = 1, max = 2)
        @ValidationRule(
            value = "self.all(t, self.exists_one(s, s == t))",
            message = "each tier is named once: remove the other one")
        List<RouteTarget> targets,
    @JsonPropertyDescription(
            "What the cookies' names begin with, 1 to 64 letters, digits, '-' and '_': lb makes"
                + " lb-app and lb-web. Default: lb.")
        @Default("lb")
        @Size(min = 1, max = 64)
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9_-]+$')",
            message = "a cookie's name has letters, digits, '-' and '_': for example lb")
        String cookiePrefix,
    @JsonPropertyDescription(
            "Whether browsers send the cookies with requests that other sites make: Strict, Lax"
                + " (when a link is followed) or None (always). Default: Lax.")
        @Default("Lax")
        SameSite sameSite,
    @JsonPropertyDescription(
            "Whether browsers send the cookies by HTTPS only. Set it where all clients come by"
                + " HTTPS. Default: false.")
        @Default("false")
        boolean secure) {}
