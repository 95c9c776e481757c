package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.ManagedFields;
import io.fabric8.kubernetes.api.model.FieldsV1Builder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Keeps of an object's managed fields those that the operator has applied, for only they are
 * compared. They would be two thirds of the memory of the caches; but they are nearly the same for
 * all applications, so each branch is kept once.
 */
final class OwnedFields<R extends HasMetadata> implements UnaryOperator<R> {

  /** Some hundreds are in use. Owner references, with a uid in them, pile up. */
  private static final int BRANCHES = 10_000;

  private final String manager;
  private final Map<Map<String, Object>, Map<String, Object>> branches = new ConcurrentHashMap<>();

  OwnedFields(String manager) {
    this.manager = manager;
  }

  @Override
  public R apply(R object) {
    if (branches.size() > BRANCHES) {
      branches.clear();
    }
    var metadata = object.getMetadata();
    metadata.setManagedFields(
        metadata.getManagedFields().stream()
            .filter(entry -> ManagedFields.isApplied(entry, manager))
            .map(this::shared)
            .toList());
    return object;
  }

  private ManagedFieldsEntry shared(ManagedFieldsEntry entry) {
    var fields = branch(entry.getFieldsV1().getAdditionalProperties());
    entry.setFieldsV1(new FieldsV1Builder().withAdditionalProperties(fields).build());
    return entry;
  }

  private Map<String, Object> branch(Map<?, ?> fields) {
    var copy = new HashMap<String, Object>();
    fields.forEach(
        (name, value) ->
            copy.put(name.toString(), value instanceof Map<?, ?> map ? branch(map) : value));
    var shared = Map.copyOf(copy);
    var known = branches.putIfAbsent(shared, shared);
    return known == null ? shared : known;
  }
}
