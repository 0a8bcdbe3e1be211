package io.bpmnconnect.it.engine.camunda7;

import io.bpmnconnect.stack.BroughtEngine;
import io.bpmnconnect.stack.OperatonEngine;
import io.bpmnconnect.stack.StackEngine;
import io.bpmnconnect.stack.StackHome;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests the one Operaton of this JVM that is there for the adapter alone, or another engine
 * of the family that was brought ({@code -Dcamunda7.url=http://localhost:8080/engine-rest}); it
 * must keep its full history. Tests share it, so each uses processes and job types of its own.
 */
final class SharedOperaton implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedOperaton.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Bench.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .getOrComputeIfAbsent(Bench.class, type -> start(), Bench.class);
  }

  private static Bench start() {
    String brought = System.getProperty("camunda7.url", "");
    return new Bench(
        brought.isEmpty()
            ? operaton()
            : BroughtEngine.camunda7(URI.create(brought), Optional.empty()));
  }

  private static StackEngine operaton() {
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("operaton-adapter");
    OperatonEngine engine =
        OperatonEngine.builder(StackHome.fromSystemProperty(), work)
            .property("spring.datasource.url", "jdbc:h2:mem:adapter;DB_CLOSE_DELAY=-1")
            .historyLevel("full")
            .build();
    engine.start();
    return engine;
  }
}
