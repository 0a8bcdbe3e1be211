package io.bpmnconnect.stack.camunda8;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests are judged, and what answers look like, version by version. */
class RestGatewayTest {

  private static final String MODEL =
      """
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
          xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test">
        <bpmn:process id="p" isExecutable="true">
          <bpmn:startEvent id="start"/>
          <bpmn:sequenceFlow id="f" sourceRef="start" targetRef="task"/>
          <bpmn:serviceTask id="task"><bpmn:extensionElements>
            <zeebe:taskDefinition type="t"/></bpmn:extensionElements></bpmn:serviceTask>
        </bpmn:process>
      </bpmn:definitions>
      """;

  private static final String ACTIVATION =
      "{\"type\": \"t\", \"timeout\": 60000, \"maxJobsToActivate\": 1, \"requestTimeout\": -1}";

  private record Played(StandInEngine engine, RestGateway gateway) implements AutoCloseable {

    static Played of(String version) {
      StandInEngine engine = new StandInEngine(PlayedVersion.of(version));
      engine.deploy("p.bpmn", MODEL, "");
      return new Played(engine, RestGateway.open(engine, 0));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(gateway.address().resolve("/v2" + path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
      gateway.close();
      engine.close();
    }
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  @ParameterizedTest
  @CsvSource({
    "8.7.9, 400, tags",
    "8.8.9, 200, tags",
    "8.8.9, 400, businessId",
    "8.9.9, 200, businessId",
    "8.10.9, 400, unheardOf"
  })
  void aFieldThatTheVersionDoesNotHaveIsRefused(String version, int status, String field)
      throws Exception {
    try (Played played = Played.of(version)) {
      String value = field.equals("tags") ? "[\"vip\"]" : "\"x\"";

      HttpResponse<String> answer =
          played.post(
              "/process-instances",
              "{\"processDefinitionId\": \"p\", \"%s\": %s}".formatted(field, value));

      assertThat(answer.statusCode()).isEqualTo(status);
      if (status == 400) {
        assertThat(played.gateway().violations()).singleElement().asString().contains(field);
      } else {
        assertThat(played.gateway().violations()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.6.9", "8.7.9", "8.8.9", "8.9.9", "8.10.9"})
  void aJobIsWrittenAsItsVersionWritesIt(String version) throws Exception {
    PlayedVersion wanted = PlayedVersion.of(version);
    try (Played played = Played.of(version)) {
      played.post("/process-instances", "{\"processDefinitionId\": \"p\"}");

      JsonNode job = json(played.post("/jobs/activation", ACTIVATION)).path("jobs").path(0);

      assertThat(job.has("key")).isEqualTo(!wanted.has(8));
      assertThat(job.path("jobKey").isTextual()).isEqualTo(wanted.has(8));
      assertThat(job.path("processInstanceKey").isNumber()).isEqualTo(!wanted.has(8));
      assertThat(job.has("kind")).isEqualTo(wanted.has(8));
      assertThat(job.has("rootProcessInstanceKey")).isEqualTo(wanted.has(9));
      assertThat(job.has("jobLeaseToken")).isEqualTo(wanted.has(10));
    }
  }

  @Test
  void whatTheVersionDoesNotHaveIsNotThere() throws Exception {
    try (Played played = Played.of("8.8.9")) {
      HttpResponse<String> answer = played.post("/conditionals/evaluation", "{\"variables\": {}}");

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(json(answer).path("timestamp").isTextual()).isTrue();
    }
  }
}
