package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * The keys {@code job.<type>.<option>}. A job type may contain dots, so a key is read by the types
 * that there are. A key for all types, such as {@code job.reply.timeout.ms}, never is one of the
 * job type {@code reply}.
 */
record JobTypeKeys(List<String> types) {

  /** An option of one job type. */
  private record Meaning(String type, JobOption option) {
    @Override
    public String toString() {
      return option.keyOf("<type>").substring("job.<type>.".length()) + " of \"" + type + "\"";
    }
  }

  /** Adds the keys of each type: as the general ones, but without defaults. */
  void define(ConfigDef def) {
    for (String type : types) {
      int order = 0;
      for (JobOption option : JobOption.all()) {
        String key = option.keyOf(type);
        if (!def.configKeys().containsKey(key)) {
          define(def, key, type, ++order, def.configKeys().get(option.generalKey()));
        }
      }
    }
  }

  private static void define(ConfigDef def, String key, String type, int order, ConfigKey general) {
    def.define(
        key,
        general.type,
        null,
        general.validator == null ? null : Checks.unlessNull(general.validator),
        general.importance,
        general.documentation,
        "Job type " + type,
        order,
        general.width,
        general.displayName);
  }

  /**
   * The key that an option of a type is set by: its own where there is one, else the general.
   *
   * @param values all that are configured; with many types there are many
   */
  static String effective(Map<String, ?> values, String type, JobOption option) {
    String own = option.keyOf(type);
    return !JobKeys.GENERAL_KEYS.contains(own) && values.get(own) != null
        ? own
        : option.generalKey();
  }

  /** Refuses what looks like a job key, but is none, or can mean two things. */
  void check(AbstractConfig config, Problems problems) {
    for (String key : new TreeSet<>(config.originals().keySet())) {
      if (!key.startsWith(JobKeys.PREFIX) || JobKeys.GENERAL_KEYS.contains(key)) {
        continue;
      }
      List<Meaning> meanings = meanings(key);
      if (meanings.isEmpty()) {
        problems.add(
            key,
            "is not a key of the connector; "
                + JobKeys.TYPES
                + " names "
                + String.join(", ", types)
                + ", and below job.<type>. there are "
                + JobOption.names());
      } else if (meanings.size() > 1) {
        problems.add(
            key,
            "can be read as " + meanings.get(0) + " and as " + meanings.get(1) + "; rename one");
      }
    }
  }

  /** Whether the key is of none but other types than the given ones. */
  boolean isOfOthers(String key, Set<String> given) {
    List<Meaning> meanings = meanings(key);
    return !meanings.isEmpty() && meanings.stream().noneMatch(m -> given.contains(m.type()));
  }

  /** In the order of the types. */
  private List<Meaning> meanings(String key) {
    return JobKeys.GENERAL_KEYS.contains(key)
        ? List.of()
        : JobOption.all().stream()
            .flatMap(option -> option.typeIn(key).map(type -> new Meaning(type, option)).stream())
            .filter(meaning -> types.contains(meaning.type()))
            .sorted(Comparator.comparingInt(meaning -> types.indexOf(meaning.type())))
            .toList();
  }
}
