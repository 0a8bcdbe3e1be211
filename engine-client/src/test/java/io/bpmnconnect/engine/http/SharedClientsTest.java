package io.bpmnconnect.engine.http;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.NetworkSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SharedClientsTest {

  private static final URI ENGINE = URI.create("http://engine");
  private static final int MOST = 2;
  private static final int CONNECTIONS = 3;

  /** So many that each client of this machine has several users. */
  private static final int ENOUGH_TO_SHARE = 2 * Runtime.getRuntime().availableProcessors();

  private final List<LastingClient> opened = new ArrayList<>();
  private final SharedClients clients =
      new SharedClients(
          settings -> {
            LastingClient client = HttpClients.open(settings);
            opened.add(client);
            return client;
          },
          MOST);

  private static ClientSettings settings(NetworkSettings network) {
    return new ClientSettings(
        network,
        Duration.ofSeconds(5),
        CONNECTIONS,
        "unit-test/1.0",
        SystemDefaultDnsResolver.INSTANCE);
  }

  private SharedClients.Use open(URI server) {
    return clients.open(server, settings(NetworkSettings.DEFAULT));
  }

  private static void close(List<? extends AutoCloseable> all) throws Exception {
    for (AutoCloseable one : all) {
      one.close();
    }
  }

  @Test
  void thereAreAsManyClientsAsMayBeAndNoMore() throws Exception {
    List<SharedClients.Use> uses = IntStream.range(0, 5).mapToObj(i -> open(ENGINE)).toList();

    assertThat(clients.size()).isEqualTo(MOST);
    assertThat(opened).hasSize(MOST);

    close(uses);
    assertThat(clients.size()).isZero();
  }

  @Test
  void whoTalksToAnotherServerHasClientsOfItsOwn() throws Exception {
    List<SharedClients.Use> uses =
        Stream.of("http://one", "http://other", "http://one")
            .map(server -> open(URI.create(server)))
            .toList();

    assertThat(opened).hasSize(3);

    close(uses);
    assertThat(clients.size()).isZero();
  }

  @Test
  void aNewUserJoinsTheClientWithTheFewest() throws Exception {
    List<SharedClients.Use> uses = IntStream.range(0, 4).mapToObj(i -> open(ENGINE)).toList();
    uses.get(1).close();
    SharedClients.Use joins = open(ENGINE); // the second client, which has one user left

    close(List.of(uses.get(0), uses.get(2)));
    assertThat(clients.size()).as("the first has no user any more").isEqualTo(1);

    uses.get(3).close();
    assertThat(clients.size()).as("one is left with the second").isEqualTo(1);

    joins.close();
    assertThat(clients.size()).isZero();
  }

  @Test
  void closingTwiceLeavesTheOthersTheirClient() throws Exception {
    List<SharedClients.Use> uses = IntStream.range(0, 3).mapToObj(i -> open(ENGINE)).toList();
    uses.get(0).close();
    uses.get(0).close();

    assertThat(clients.size()).isEqualTo(MOST);

    close(uses.subList(1, 3));
    assertThat(clients.size()).isZero();
  }

  @Test
  void aClientThatCannotBeOpenedLeavesNothing(@TempDir Path folder) throws IOException {
    Path broken = Files.writeString(folder.resolve("trust.pem"), "no certificate");
    NetworkSettings network = Transports.with(Transports.trusting(Transports.pemFile(broken)));

    assertThatThrownBy(() -> clients.open(ENGINE, settings(network)))
        .isInstanceOf(EngineException.class);

    assertThat(clients.size()).isZero();
  }

  @Test
  void eachTransportHasItsConnectionsThoughTheyShareAClient() throws Exception {
    try (PlainServer server = PlainServer.answering(200, "{}")) {
      List<HttpTransport> transports = sharing();
      List<CompletableFuture<HttpAnswer>> answers =
          transports.stream()
              .flatMap(
                  transport -> Stream.generate(() -> held(transport, server)).limit(CONNECTIONS))
              .toList();

      await().until(() -> server.held() == transports.size() * CONNECTIONS);
      server.release();

      for (CompletableFuture<HttpAnswer> answer : answers) {
        assertThat(result(answer).status()).isEqualTo(200);
      }
      close(transports);
    }
  }

  @Test
  void aTransportThatIsClosedTakesNoRequestOfAnotherWithIt() throws Exception {
    try (PlainServer server = PlainServer.answering(200, "{}")) {
      List<HttpTransport> transports = sharing();
      List<CompletableFuture<HttpAnswer>> answers =
          transports.stream().map(transport -> held(transport, server)).toList();
      await().until(() -> server.held() == transports.size());

      transports.get(0).close();
      assertThat(failure(answers.get(0))).hasMessageContaining("closed");
      server.release();

      for (CompletableFuture<HttpAnswer> other : answers.subList(1, answers.size())) {
        assertThat(result(other).status()).isEqualTo(200);
      }
      close(transports);
    }
  }

  @Test
  void whatATransportHasNotSentWhenItIsClosedIsNotSent() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    DnsResolver slow =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) {
            awaitQuietly(found);
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    try (PlainServer server = PlainServer.answering(200, "{}")) {
      URI engine = URI.create("http://engine.example:" + server.port());
      List<HttpTransport> transports =
          Stream.generate(() -> Transports.open(NetworkSettings.DEFAULT, CONNECTIONS, slow))
              .limit(ENOUGH_TO_SHARE)
              .toList();
      List<CompletableFuture<HttpAnswer>> answers =
          transports.stream()
              .map(transport -> Transports.get(transport, engine).toCompletableFuture())
              .toList();

      transports.get(0).close();
      found.countDown();

      for (CompletableFuture<HttpAnswer> other : answers.subList(1, answers.size())) {
        assertThat(result(other).status()).isEqualTo(200);
      }
      assertThat(result(Transports.get(transports.get(1), engine)).status()).isEqualTo(200);
      assertThat(server.encodings()).as("requests").hasSize(answers.size() - 1 + 1);
      close(transports);
    }
  }

  private static List<HttpTransport> sharing() {
    return Stream.generate(() -> Transports.open(NetworkSettings.DEFAULT, CONNECTIONS))
        .limit(ENOUGH_TO_SHARE)
        .toList();
  }

  private static CompletableFuture<HttpAnswer> held(HttpTransport transport, PlainServer server) {
    return Transports.get(transport, server.holding()).toCompletableFuture();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
