package io.bpmnconnect.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectorVersionTest {

  @Test
  void theVersionIsTheOneTheBuildStamped() {
    assertThat(ConnectorVersion.current()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @Test
  void theEngineIsToldWhoAsks() {
    assertThat(ConnectorVersion.userAgent())
        .isEqualTo("kafka-connect-bpmn/" + ConnectorVersion.current());
  }
}
