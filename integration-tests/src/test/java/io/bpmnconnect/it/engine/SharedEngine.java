package io.bpmnconnect.it.engine;

import io.bpmnconnect.stack.StackHome;
import io.bpmnconnect.stack.ZeebeEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests one real engine with two partitions and the models of this folder. It is started by
 * the first test that asks for it and closed at the end of the run. Tests share it, so each uses
 * job types and correlation keys of its own.
 */
public final class SharedEngine implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedEngine.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EngineBench.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(EngineBench.class, key -> start(), EngineBench.class);
  }

  private static EngineBench start() {
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("engine");
    ZeebeEngine zeebe =
        ZeebeEngine.builder(StackHome.fromSystemProperty(), work).partitions(2).build();
    zeebe.start();
    return EngineBench.of(zeebe);
  }
}
