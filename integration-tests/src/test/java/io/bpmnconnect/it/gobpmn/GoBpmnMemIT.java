package io.bpmnconnect.it.gobpmn;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The adapter with the engine that keeps everything in memory. */
class GoBpmnMemIT extends GoBpmnContract {

  private static GoBpmnServer server;

  @BeforeAll
  static void start() {
    GoBpmnServer.IN_MEMORY.assumeInstalled();
    server = GoBpmnServer.inMemory();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  GoBpmnServer server() {
    return server;
  }
}
