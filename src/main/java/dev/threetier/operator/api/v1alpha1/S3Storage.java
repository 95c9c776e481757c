package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A place in S3-compatible storage. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record S3Storage(
    @JsonPropertyDescription(
            "URL of the storage, for example https://s3.example.com:9000. Buckets are part of the"
                + " path there. Default: AWS, in the region.")
        @Size(min = 8, max = 300)
        @ValidationRule(
            value =
                "self.matches('^https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$')",
            message =
                "this is no URL of storage: write http:// or https://, a host and a port, without a"
                    + " path, for example https://s3.example.com:9000")
        @Nullable String endpoint,
    @JsonPropertyDescription("Region, for example eu-central-1. Default: us-east-1.")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9][A-Za-z0-9-]*$')",
            message = "use letters, digits and '-', for example eu-central-1")
        @Nullable String region,
    @JsonPropertyDescription("Name of the bucket, which has to exist.")
        @Required
        @Size(min = 3, max = 63)
        @ValidationRule(
            value = "self.matches('^[a-z0-9][a-z0-9.-]*[a-z0-9]$')",
            message =
                "this is no bucket's name: use lower-case letters, digits, '-' and '.', starting and"
                    + " ending with a letter or digit")
        String bucket,
    @JsonPropertyDescription(
            "What keys begin with, before /NAMESPACE/NAME/ of the application. One for each cluster"
                + " keeps equal names apart. Default: none.")
        @Size(min = 1, max = 200)
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*$')",
            message =
                "use letters, digits, '_', '-', and '/' between them: for example"
                    + " clusters/production")
        @Nullable String prefix,
    @JsonPropertyDescription(
            "Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and if need be ca.crt, the"
                + " authority of the storage's certificate in PEM.")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        String secretName) {}
