package io.bpmnconnect.benchmarks;

/** One comparison. */
interface Scenario {

  /** What it is called on the command line. */
  String name();

  /** What it compares, in a line. */
  String about();

  /** Whether it can be run only where somebody has brought a Camunda 8. */
  default boolean needsCamunda8() {
    return false;
  }

  /**
   * Measures all sides in turn.
   *
   * @throws Exception when a side cannot do its work; there is no result then
   */
  Findings run(Lab lab) throws Exception;
}
