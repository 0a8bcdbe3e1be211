package io.bpmnconnect.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Spreads job types over tasks. */
final class JobTypes {

  private JobTypes() {}

  /**
   * One configuration for each task. Types are dealt out in turn; when there are more tasks than
   * types, the dealing goes round again, so that each task has at least one type and several tasks
   * share one.
   */
  static List<Map<String, String>> spread(Map<String, String> config, int tasks) {
    List<String> types =
        Arrays.stream(config.get(JobConfig.TYPES).split(",", -1))
            .map(String::strip)
            .filter(type -> !type.isEmpty())
            .distinct()
            .toList();
    List<Map<String, String>> configs = new ArrayList<>(tasks);
    for (int task = 0; task < tasks; task++) {
      Map<String, String> taskConfig = new HashMap<>(config);
      taskConfig.put(JobConfig.TYPES, String.join(",", ofTask(types, task, tasks)));
      configs.add(taskConfig);
    }
    return configs;
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
