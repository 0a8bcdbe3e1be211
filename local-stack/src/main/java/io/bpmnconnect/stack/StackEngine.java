package io.bpmnconnect.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The engine of a stack: one that the stack starts, or one that somebody brought. Thread-safe. */
public sealed interface StackEngine permits OperatonEngine, BroughtEngine {

  /** What connectors say as {@code engine.type}. */
  String engineType();

  /** Its REST API, such as {@code http://127.0.0.1:28080/engine-rest}. */
  URI restAddress();

  /**
   * What connectors find in the environment of their worker: {@code ENGINE_TYPE}, {@code
   * ENGINE_URL}, and where a login is needed {@code ENGINE_USERNAME} and {@code ENGINE_PASSWORD}.
   */
  Map<String, String> environment();

  /**
   * Deploys a model in the engine's own dialect. The same one once more changes nothing.
   *
   * @param name the resource's name, whose extension tells the engine its kind
   * @param model its XML
   * @throws StackException when the engine refuses it or does not answer
   */
  void deploy(String name, String model);

  /** Deploys files, as {@link #deploy(String, String)} does. */
  default void deploy(Path... files) {
    for (Path file : files) {
      try {
        deploy(file.getFileName().toString(), Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
  }

  /** What it says itself about what it did. */
  EngineWitness witness();

  /** Its process; empty for an engine that was brought. */
  Optional<StackPart> process();

  /**
   * Returns when it serves requests; starts its process before, when it is one of ours.
   *
   * @throws StackException when it does not in time
   */
  void start();

  /**
   * Ends it as a crash does.
   *
   * @throws StackException when it is not one of ours
   */
  void kill();

  /** {@link #kill()} and {@link #start()}: on the same ports, with the data it had. */
  default void restart() {
    kill();
    start();
  }
}
