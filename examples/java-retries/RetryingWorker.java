import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells what goes wrong: a failed try, a BPMN error for the model to catch, or an incident. */
public class RetryingWorker {

  /** The business says no: the model has a way for this. */
  static class Declined extends Exception {}

  /** Something is away for a while: worth another try. */
  static class BankAway extends Exception {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVERS = System.getenv("BOOTSTRAP_SERVERS");

  public static void main(String[] args) throws Exception {
    try (var consumer = new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", SERVERS,
                "group.id", "payment-worker-java-retries",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false"),
            new StringDeserializer(), new StringDeserializer());
        var producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", SERVERS, "acks", "all", "enable.idempotence", "true"),
            new StringSerializer(), new StringSerializer())) {
      consumer.subscribe(List.of(System.getenv("JOB_TOPIC")));
      while (true) {
        List<Future<?>> replies = new ArrayList<>();
        for (ConsumerRecord<String, String> job : consumer.poll(Duration.ofSeconds(1))) {
          String value = JSON.writeValueAsString(answer(job));
          var reply = new ProducerRecord<>(System.getenv("REPLY_TOPIC"), job.key(), value);
          job.headers().headers("bpmn-job-lease").forEach(reply.headers()::add);
          replies.add(producer.send(reply));
        }
        for (Future<?> reply : replies) {
          reply.get();
        }
        consumer.commitSync();
      }
    }
  }

  /** The reply, as an envelope: it says everything in its value. */
  private static Map<String, Object> answer(ConsumerRecord<String, String> record) {
    String jobKey = new String(record.headers().lastHeader("bpmn-job-key").value(), UTF_8);
    int retries = Integer.parseInt(
        new String(record.headers().lastHeader("bpmn-job-retries").value(), UTF_8));
    try {
      JsonNode job = JSON.readTree(record.value());
      String receipt = charge(jobKey, job.path("variables"), retries);
      return Map.of("jobKey", jobKey, "variables", Map.of("receipt", receipt));
    } catch (Declined e) {
      return Map.of("jobKey", jobKey, "action", "error", "errorCode", "DECLINED",
          "errorMessage", "the card was declined", "variables", Map.of("code", 51));
    } catch (BankAway e) {
      long backOff = 500L << Math.max(0, 3 - retries); // 0.5 s, 1 s, 2 s
      return Map.of("jobKey", jobKey, "action", "fail", "retries", Math.max(0, retries - 1),
          "retryBackOff", backOff, "errorMessage", "the bank did not answer");
    } catch (Exception e) { // nothing that a retry would mend: an incident, for people to look at
      return Map.of("jobKey", jobKey, "action", "fail", "retries", 0, "errorMessage", e.toString());
    }
  }

  /** A stand-in for a bank; told the job's key, it charges a job that comes twice only once. */
  private static String charge(String idempotencyKey, JsonNode order, int retries)
      throws Declined, BankAway {
    String card = order.path("card").asText();
    if (card.equals("declined")) {
      throw new Declined();
    }
    if (card.equals("slow") && retries > 1) {
      throw new BankAway();
    }
    return "receipt-" + idempotencyKey;
  }
}
