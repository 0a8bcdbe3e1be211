package io.bpmnconnect.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be chosen of every part. Not thread-safe.
 *
 * @param <B> the builder of the part
 */
abstract class PartBuilder<B extends PartBuilder<B>> {
  final StackHome home;
  final Path directory;
  final List<String> jvmOptions;
  Duration startTimeout = Duration.ofMinutes(2);
  FreePorts freePorts = new FreePorts();

  /**
   * Of a part.
   *
   * @param directory its folder, which is emptied
   * @param heap options for the size of its heap, when nothing else is chosen
   */
  PartBuilder(StackHome home, Path directory, List<String> heap) {
    this.home = home;
    this.directory = directory;
    this.jvmOptions = new ArrayList<>(heap);
  }

  abstract B self();

  /** Adds an option of its JVM; the last one of a kind counts. */
  public B jvmOption(String option) {
    jvmOptions.add(option);
    return self();
  }

  /** How long it may take until it is ready; 2 minutes by default. */
  public B startTimeout(Duration value) {
    startTimeout = value;
    return self();
  }

  /** Adds the options of a tuning. */
  public B tuning(JvmTuning tuning) {
    jvmOptions.addAll(tuning.options());
    return self();
  }

  B freePorts(FreePorts value) {
    freePorts = value;
    return self();
  }
}
