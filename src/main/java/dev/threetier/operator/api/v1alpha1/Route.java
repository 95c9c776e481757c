package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests are like, and the tier that serves them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.path) != has(self.pathPrefix)",
    message = "a route has either path or pathPrefix: write pathPrefix / for all paths")
public record Route(
    @JsonPropertyDescription(
            "Path prefix, matched by whole segments: /api matches /api and /api/orders but not"
                + " /apix. At most 200 letters, digits, '-', '.', '_', '~' and '/', starting with"
                + " '/' and not ending with '/' unless it is '/' itself.")
        @Size(min = 1, max = 200)
        @ValidationRule(value = Rules.PATH_PREFIX, message = Rules.PATH_PREFIX_MESSAGE)
        @ValidationRule(value = Rules.NO_DOT_SEGMENTS, message = Rules.NO_DOT_SEGMENTS_MESSAGE)
        @Nullable String pathPrefix,
    @JsonPropertyDescription(
            "The whole path, in place of pathPrefix. At most 200 of the same characters; it may end"
                + " with '/', and is another path then.")
        @Size(min = 1, max = 200)
        @ValidationRule(
            value = "self.matches('^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*/?)?$')",
            message =
                "a path is '/' or segments of letters, digits, '-', '.', '_' and '~', each after"
                    + " one '/': for example /robots.txt")
        @ValidationRule(value = Rules.NO_DOT_SEGMENTS, message = Rules.NO_DOT_SEGMENTS_MESSAGE)
        @Nullable String path,
    @JsonPropertyDescription(
            "Host name of the request, whatever its case and port: shop.example.com, or"
                + " *.example.com for all names below example.com. At most 253 lower-case letters,"
                + " digits, '-' and '.'. Default: any host.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.HOST, message = Rules.HOST_MESSAGE)
        @Nullable String host,
    @JsonPropertyDescription(
            "Headers that the request has, all of them, 1 to 3, each name once. Default: whatever"
                + " headers.")
        @Size(min = 1, max = 3)
        @ValidationRule(
            value = "self.all(h, self.exists_one(g, g.name.lowerAscii() == h.name.lowerAscii()))",
            message = "each header is named once, whatever its case: remove the other one")
        @Nullable List<HeaderMatch> headers,
    @JsonPropertyDescription(
            "What the pod is asked for in place of pathPrefix, or of the whole of path: /api with"
                + " rewritePrefix /v2 makes /v2/orders of /api/orders. Written like pathPrefix."
                + " Default: the path is passed on as it came.")
        @Size(min = 1, max = 200)
        @ValidationRule(value = Rules.PATH_PREFIX, message = Rules.PATH_PREFIX_MESSAGE)
        @ValidationRule(value = Rules.NO_DOT_SEGMENTS, message = Rules.NO_DOT_SEGMENTS_MESSAGE)
        @Nullable String rewritePrefix,
    @JsonPropertyDescription("The tier that serves the request: Web or Application.") @Required
        RouteTarget tier) {}
