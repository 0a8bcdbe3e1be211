package io.bpmnconnect.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Spreads job types over tasks. */
final class JobTypes {

  private JobTypes() {}

  /**
   * One configuration for each task. Types are dealt out in turn; when there are more tasks than
   * types, the dealing goes round again, so that each task has at least one type and several tasks
   * share one. A task gets no keys of types that it does not have.
   */
  static List<Map<String, String>> spread(Map<String, String> config, int tasks) {
    List<String> types = named(config.get(JobKeys.TYPES));
    JobTypeKeys keys = new JobTypeKeys(types);
    List<Map<String, String>> configs = new ArrayList<>(tasks);
    for (int task = 0; task < tasks; task++) {
      Map<String, String> taskConfig = new HashMap<>(config);
      List<String> dealt = ofTask(types, task, tasks);
      Set<String> own = new HashSet<>(dealt);
      taskConfig.keySet().removeIf(key -> keys.isOfOthers(key, own));
      taskConfig.put(JobKeys.TYPES, String.join(",", dealt));
      configs.add(taskConfig);
    }
    return configs;
  }

  /** The types of a list as it is configured; blanks and repetitions do not count. */
  static List<String> named(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(type -> !type.isEmpty())
        .distinct()
        .toList();
  }

  private static List<String> ofTask(List<String> types, int task, int tasks) {
    if (tasks >= types.size()) {
      return List.of(types.get(task % types.size()));
    }
    List<String> dealt = new ArrayList<>();
    for (int i = task; i < types.size(); i += tasks) {
      dealt.add(types.get(i));
    }
    return dealt;
  }
}
