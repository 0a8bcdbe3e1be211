package io.bpmnconnect.it.engine;

import io.bpmnconnect.engine.EngineType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The protocol that the tests of a class, and of those nested in it, are about. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Over {
  EngineType value();

  /** The version that the stand-in plays; empty for the engine that was brought. */
  String standIn() default "";
}
