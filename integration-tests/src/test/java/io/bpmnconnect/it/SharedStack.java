package io.bpmnconnect.it;

import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.auth.Authentication;
import io.bpmnconnect.engine.factory.ProcessEngines;
import io.bpmnconnect.stack.LocalStack;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests the one stack of this test run. It is started by the first test that asks for it and
 * closed at the end of the run. Tests share it, so each uses topics, processes and job types of its
 * own.
 */
public final class SharedStack implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedStack.class);

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
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Running.class, key -> new Running(start()), Running.class)
        .bench();
  }

  private static TestBench start() {
    Path work = Path.of(System.getProperty("stack.work"));
    LocalStack stack = LocalStack.builder(StackHome.fromSystemProperty(), work).start();
    return new TestBench(stack, engine(stack));
  }

  private static ProcessEngine engine(LocalStack stack) {
    return ProcessEngines.open(
        new EngineSettings(
            EngineType.CAMUNDA,
            stack.engine().restAddress(),
            new Authentication.None(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            16,
            "integration-tests"));
  }
}
