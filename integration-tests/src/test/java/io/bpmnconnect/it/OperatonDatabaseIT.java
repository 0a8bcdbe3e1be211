package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.Login;
import io.bpmnconnect.stack.OperatonEngine;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The stack's engine on a database that is not its own. */
class OperatonDatabaseIT {

  @Test
  void aKilledEngineFindsItsWorkInPostgres() throws Exception {
    PostgresServer.assumeInstalled();
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("operaton-postgres");
    try (PostgresServer database = PostgresServer.start();
        OperatonEngine engine =
            OperatonEngine.builder(StackHome.fromSystemProperty(), work)
                .tuning(JvmTuning.QUICK_START)
                .database(database.jdbcUrl(), new Login("postgres", ""))
                .build()) {
      engine.start();
      engine.deploy(Path.of(System.getProperty("project.root"), "config", "order.bpmn"));

      engine.restart();

      assertThat(engine.witness().count("/process-definition", "key", "order")).isEqualTo(1);
      assertThat(engine.witness().tally().started()).isZero();
    }
  }
}
