package io.bpmnconnect.it;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import io.bpmnconnect.stack.BroughtEngine;
import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.StackEngine;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Hands tests the one stack of this JVM, with Operaton, or to classes that {@link NeedsCamunda8}
 * another one with that engine. It is started by the first test that asks for it and closed at the
 * end of the session, which has all the classes that the JVM is given, one after the other. Tests
 * share it, so each uses topics, processes and job types of its own. The connectors that a test
 * starts are stopped at its end, those of a whole class at the end of the class: each takes time
 * and memory of the one worker.
 */
public final class SharedStack
    implements ParameterResolver, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedStack.class);

  /** How many connectors are there for the whole class. */
  private static final String OF_CLASS = "of-class";

  private record Running(TestBench bench) implements AutoCloseable {
    @Override
    public void close() {
      bench.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestBench.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return ofSession(context)
        .getOrComputeIfAbsent(kind(context), kind -> new Running(kind.start()), Running.class)
        .bench();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(OF_CLASS, bench(context).map(TestBench::connectors).orElse(0));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    int ofClass = context.getStore(NAMESPACE).get(OF_CLASS, Integer.class);
    bench(context).ifPresent(bench -> bench.stopConnectors(ofClass));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    bench(context).ifPresent(bench -> bench.stopConnectors(0));
  }

  /** Empty before the first test that asks for it. */
  private static Optional<TestBench> bench(ExtensionContext context) {
    return Optional.ofNullable(ofSession(context).get(kind(context), Running.class))
        .map(Running::bench);
  }

  private static ExtensionContext.Store ofSession(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
  }

  private static Kind kind(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getRequiredTestClass(), NeedsCamunda8.class)
        ? Kind.CAMUNDA_8
        : Kind.OPERATON;
  }

  /** Which engine a stack has. */
  private enum Kind {
    OPERATON {
      @Override
      LocalStack.Builder stack(StackHome home, Path work) {
        return LocalStack.builder(home, work);
      }
    },
    CAMUNDA_8 {
      @Override
      LocalStack.Builder stack(StackHome home, Path work) {
        return LocalStack.builder(home, work.resolveSibling("stack-camunda8"))
            .brought(BroughtEngine.camunda8(TestedCamunda8.get()));
      }
    };

    abstract LocalStack.Builder stack(StackHome home, Path work);

    TestBench start() {
      Path work = Path.of(System.getProperty("stack.work"));
      LocalStack stack = stack(StackHome.fromSystemProperty(), work).start();
      return new TestBench(stack, () -> open(stack.engine()));
    }
  }

  private static ProcessEngine open(StackEngine engine) {
    return ProcessEngines.open(
        new EngineSettings(
            type(engine),
            engine.restAddress(),
            new Authentication.None(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            16,
            "integration-tests",
            NetworkSettings.DEFAULT,
            Map.of()));
  }

  private static EngineType type(StackEngine engine) {
    return Arrays.stream(EngineType.values())
        .filter(type -> type.toString().equals(engine.engineType()))
        .findFirst()
        .orElseThrow();
  }
}
