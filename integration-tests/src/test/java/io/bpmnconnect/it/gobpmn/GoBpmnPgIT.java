package io.bpmnconnect.it.gobpmn;

import io.bpmnconnect.it.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The adapter with the engine that keeps everything in PostgreSQL. */
class GoBpmnPgIT extends GoBpmnContract {

  private static GoBpmnServer server;

  @BeforeAll
  static void start() throws Exception {
    GoBpmnServer.IN_DATABASE.assumeInstalled();
    PostgresServer.assumeInstalled();
    server = GoBpmnServer.inDatabase(PostgresServer.start());
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
