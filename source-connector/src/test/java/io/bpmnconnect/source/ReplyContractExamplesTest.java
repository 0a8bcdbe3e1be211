package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.JobRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

/** The examples of docs/reply-contract.md mean what the page says. */
class ReplyContractExamplesTest {

  private static final Path PAGE = Path.of("..", "docs", "reply-contract.md");
  private static final String JOB = "2251799813685263";

  @Test
  void everyEnvelopeOfThePageIsReadAsWritten() throws IOException {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", false), false);
    ReplyParser parser = new ReplyParser(converter);

    List<JobCommand> commands =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map(ReplyContractExamplesTest::reply)
            .map(parser::parse)
            .toList();

    assertThat(commands)
        .containsExactly(
            new CompleteJob(JobRef.of(JOB), Map.of("receipt", "r-1"), Optional.empty()),
            new FailJob(
                JobRef.of(JOB),
                2,
                Optional.of("the bank did not answer"),
                Duration.ofSeconds(5),
                Map.of("lastError", "timeout")),
            new ThrowJobError(
                JobRef.of(JOB),
                "DECLINED",
                Optional.of("the card was declined"),
                Map.of("reason", 51L)),
            new CompleteJob(
                JobRef.of(JOB),
                Map.of(),
                Optional.of(Map.of("denied", true, "deniedReason", "four eyes are needed"))),
            new CompleteJob(
                JobRef.of(JOB),
                Map.of(),
                Optional.of(Map.of("corrections", Map.of("assignee", "ada")))));
  }

  private static ConsumerRecord<byte[], byte[]> reply(MatchResult example) {
    byte[] value = example.group(1).getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>("replies", 0, 0, null, value);
  }

  @Test
  void thePageNamesEveryHeaderOfAJobAndOfAReply() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(
            JobHeaders.JOB_KEY,
            JobHeaders.JOB_TYPE,
            JobHeaders.JOB_RETRIES,
            JobHeaders.JOB_DEADLINE,
            JobHeaders.PROCESS_INSTANCE_KEY,
            JobHeaders.PROCESS_DEFINITION_ID,
            JobHeaders.PROCESS_DEFINITION_VERSION,
            JobHeaders.ELEMENT_ID,
            JobHeaders.TENANT_ID,
            ReplyParser.ACTION,
            ReplyParser.RETRIES,
            ReplyParser.RETRY_BACK_OFF,
            ReplyParser.ERROR_MESSAGE,
            ReplyParser.ERROR_CODE,
            JobHeaders.JOB_WORKER,
            JobHeaders.JOB_LEASE,
            ReplyErrorTopic.REASON,
            ReplyErrorTopic.SOURCE,
            ReplyErrorTopic.OMITTED);
  }
}
