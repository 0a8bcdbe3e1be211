package io.bpmnconnect.stack.camunda8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An element that a process instance is at. Not thread-safe. */
final class ElementInstance {
  final long key;
  final Element element;
  final ProcessInstance instance;
  final Optional<ElementInstance> parent;
  final Scope scope;

  /** The job that is open for it, be it the task's or a listener's. */
  Optional<Job> job = Optional.empty();

  /** What to do when it is left in whatever way, such as to close a subscription. */
  final List<Runnable> onExit = new ArrayList<>();

  /** How many inner elements of an ad-hoc sub-process run. */
  int inner;

  boolean conditionFulfilled;

  /** What a user task is besides. */
  Optional<UserTask> task = Optional.empty();

  ElementInstance(
      long key, Element element, ProcessInstance instance, Optional<ElementInstance> parent) {
    this.key = key;
    this.element = element;
    this.instance = instance;
    this.parent = parent;
    this.scope = new Scope(Optional.of(parent.map(it -> it.scope).orElse(instance.scope)));
  }
}
