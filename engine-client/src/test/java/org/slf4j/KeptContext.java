package org.slf4j;

import org.slf4j.helpers.BasicMDCAdapter;

/** The logging of these tests keeps no context; a worker's does. In this package to reach it. */
public final class KeptContext {

  private KeptContext() {}

  /** From now on the logging context of each thread is kept. */
  public static void use() {
    LoggerFactory.getILoggerFactory(); // would set its own when it is made later
    MDC.setMDCAdapter(new BasicMDCAdapter());
  }
}
