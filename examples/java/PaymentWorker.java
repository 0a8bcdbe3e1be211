import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Completes each job of a topic. Ends with an exception, to be started again, or on SIGTERM. */
public class PaymentWorker {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVERS = System.getenv("BOOTSTRAP_SERVERS");
  private static final String JOBS = System.getenv("JOB_TOPIC");
  private static final String REPLIES = System.getenv("REPLY_TOPIC");

  public static void main(String[] args) throws Exception {
    try (var consumer = new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", SERVERS,
                "group.id", "payment-worker-java",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false"),
            new StringDeserializer(), new StringDeserializer());
        var producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", SERVERS, "acks", "all", "enable.idempotence", "true"),
            new StringSerializer(), new StringSerializer())) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(consumer, main)));
      consumer.subscribe(List.of(JOBS));
      while (true) {
        ConsumerRecords<String, String> jobs = consumer.poll(Duration.ofSeconds(1));
        List<Future<?>> replies = new ArrayList<>();
        for (ConsumerRecord<String, String> job : jobs) {
          replies.add(producer.send(reply(job)));
        }
        for (Future<?> reply : replies) {
          reply.get(); // a reply that Kafka does not have must not be passed over
        }
        consumer.commitSync(); // only now: what is not answered is read again
      }
    } catch (WakeupException stopped) {
      System.out.println("stopped");
    }
  }

  private static ProducerRecord<String, String> reply(ConsumerRecord<String, String> job)
      throws Exception {
    String jobKey = new String(job.headers().lastHeader("bpmn-job-key").value(), UTF_8);
    JsonNode variables = JSON.readTree(job.value()).path("variables");
    String receipt = charge(jobKey, variables.path("amount").decimalValue());
    var reply = new ProducerRecord<>(
        REPLIES, job.key(), JSON.writeValueAsString(Map.of("receipt", receipt)));
    reply.headers().add("bpmn-job-key", jobKey.getBytes(UTF_8));
    // Engines that give a lease want it back.
    job.headers().headers("bpmn-job-lease").forEach(reply.headers()::add);
    return reply;
  }

  /** A job can come twice: its key goes along, so that whoever does the work does it once. */
  private static String charge(String idempotencyKey, java.math.BigDecimal amount) {
    System.out.println("charged " + amount + " for job " + idempotencyKey);
    return "receipt-" + idempotencyKey;
  }

  private static void end(KafkaConsumer<?, ?> consumer, Thread main) {
    consumer.wakeup();
    try {
      main.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
