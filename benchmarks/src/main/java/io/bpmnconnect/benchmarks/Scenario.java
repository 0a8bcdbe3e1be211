package io.bpmnconnect.benchmarks;

/** One comparison. */
interface Scenario {

  /** What it is called on the command line. */
  String name();

  /** What it compares, in a line. */
  String about();

  /**
   * Measures all sides in turn.
   *
   * @throws Exception when a side cannot do its work; there is no result then
   */
  Findings run(Lab lab) throws Exception;
}
