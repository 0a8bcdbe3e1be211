package io.bpmnconnect.it.engine;

import io.bpmnconnect.stack.Camunda8;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Hands tests a real engine with the models of this folder, one for each protocol. It is connected
 * to by the first test that asks for it, to the end of the run. Tests share it, so each uses job
 * types and correlation keys of its own.
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
        .getOrComputeIfAbsent(over(context), SharedEngine::start, EngineBench.class);
  }

  private static Over over(ExtensionContext context) {
    Class<?> test = context.getRequiredTestClass();
    return AnnotationSupport.findAnnotation(test, Over.class, context.getEnclosingTestClasses())
        .orElseThrow(() -> new IllegalStateException(test + " does not say @Over which protocol"));
  }

  private static EngineBench start(Over over) {
    if (!over.standIn().isEmpty()) {
      return EngineBench.of(TestedEngine.StandIn.playing(over.standIn()), over.value());
    }
    Camunda8 brought = Camunda8.fromSystemProperties().orElseThrow();
    return EngineBench.of(new TestedEngine.Brought(brought), over.value());
  }
}
