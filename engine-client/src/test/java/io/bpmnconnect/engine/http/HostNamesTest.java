package io.bpmnconnect.engine.http;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static io.bpmnconnect.engine.http.Transports.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several addresses behind one name, addresses that change, and name servers that are slow. */
@Timeout(60)
class HostNamesTest {

  private static final Duration AGE = Duration.ofSeconds(1);

  private interface Lookup {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  private static HttpTransport transport(Lookup lookup) {
    DnsResolver names =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            return lookup.of(host);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    NetworkSettings other = NetworkSettings.DEFAULT;
    return new HttpTransport(
        new EngineSettings(
            EngineType.CAMUNDA8,
            URI.create("http://localhost"),
            new Authentication.None(),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            4,
            "unit-test/1.0",
            new NetworkSettings(
                other.tls(),
                other.proxy(),
                AGE,
                other.maxConnectionIdle(),
                other.maxResponseBytes()),
            Map.of()),
        Credentials.fixed(Map.of()),
        names);
  }

  private static InetAddress loopback(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  private static URI engine(PlainServer server) {
    return URI.create("http://engine.example:" + server.port());
  }

  @Test
  void anAddressThatRefusesIsLeftForTheNext() throws Exception {
    try (PlainServer server = PlainServer.answering(200, "{}");
        HttpTransport transport =
            transport(host -> new InetAddress[] {loopback(2), loopback(3), loopback(1)})) {
      assertThat(result(get(transport, engine(server))).status()).isEqualTo(200);
    }
  }

  @Test
  void whenEveryAddressRefusesTheEngineIsUnavailable() throws Exception {
    try (PlainServer server = PlainServer.answering(200, "{}");
        HttpTransport transport = transport(host -> new InetAddress[] {loopback(2), loopback(3)})) {
      assertThat(failure(get(transport, engine(server))).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    }
  }

  @Test
  void aChangeOfTheAddressIsFollowedThoughTheOldServerStillAnswers() throws Exception {
    CountDownLatch moved = new CountDownLatch(1);

    try (PlainServer old = PlainServer.answering(200, "old");
        PlainServer next =
            PlainServer.at(new InetSocketAddress(loopback(2), old.port()), "new", 200);
        HttpTransport transport =
            transport(host -> new InetAddress[] {loopback(moved.getCount() == 0 ? 2 : 1)})) {
      assertThat(body(get(transport, engine(old)))).isEqualTo("old");
      moved.countDown();

      await()
          .pollInterval(Duration.ofMillis(50)) // its connection is never idle for long
          .untilAsserted(() -> assertThat(body(get(transport, engine(next)))).isEqualTo("new"));
    }
  }

  @Test
  void aSlowNameServerHoldsUpNoCaller() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);

    try (PlainServer server = PlainServer.answering(200, "{}");
        HttpTransport transport =
            transport(
                host -> {
                  asked.countDown();
                  awaitQuietly(answers);
                  return new InetAddress[] {loopback(1)};
                })) {
      CompletionStage<HttpAnswer> first = get(transport, engine(server));
      CompletionStage<HttpAnswer> second = get(transport, engine(server));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      answers.countDown(); // never reached if the caller had to wait for it

      assertThat(result(first).status()).isEqualTo(200);
      assertThat(result(second).status()).isEqualTo(200);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String body(CompletionStage<HttpAnswer> answer) throws Exception {
    return new String(result(answer).body(), StandardCharsets.UTF_8);
  }
}
