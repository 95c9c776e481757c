package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A PostgreSQL database that the operator does not run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalDatabase(
    @JsonPropertyDescription(
            "Secret in the application's namespace with the connection, by the keys of the Service"
                + " Binding specification: host, database (or dbname), username and password; port,"
                + " 5432 where it is missing; uri and jdbc-url, made of the others where they are"
                + " missing; ca.crt, by which the server is verified. A change of it rolls the"
                + " application.")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        String secretName) {}
