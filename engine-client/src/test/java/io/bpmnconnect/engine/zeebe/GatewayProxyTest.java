package io.bpmnconnect.engine.zeebe;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.CommandResult.SignalBroadcast;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ProxySettings;
import io.bpmnconnect.engine.TlsSettings;
import io.bpmnconnect.engine.http.TinyProxy;
import io.bpmnconnect.engine.http.Transports;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BroadcastSignalResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to a gateway through a proxy: always by a tunnel. */
@Timeout(60)
class GatewayProxyTest {

  private static final EngineCommand SIGNAL =
      new BroadcastSignal("alarm", Map.of(), Optional.empty());

  /** user:p&#228;ss, in UTF-8. */
  private static final String BASIC = "Basic dXNlcjpww6Rzcw==";

  private static final Optional<Authentication.Basic> LOGIN =
      Optional.of(new Authentication.Basic("user", "p\u00e4ss"));

  private final ScriptedGateway gateway = new ScriptedGateway();

  @BeforeEach
  void answer() {
    gateway.answer(BroadcastSignalResponse.newBuilder().setKey(1).build());
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private URI url() {
    return URI.create("http://localhost:" + gateway.port());
  }

  private static ZeebeGrpcEngine through(
      URI proxy, Optional<Authentication.Basic> login, URI url, String... bypass) {
    return new ZeebeGrpcEngine(
        ScriptedGateway.settings(
            url,
            Transports.with(
                TlsSettings.DEFAULT, new ProxySettings(proxy, login, List.of(bypass)))));
  }

  @Test
  void callsGoThroughATunnelAndTheLogInIsSentUnasked() throws Exception {
    try (TinyProxy proxy = TinyProxy.expecting(BASIC);
        ZeebeGrpcEngine engine = through(proxy.address(), LOGIN, url())) {
      assertThat(result(engine.execute(SIGNAL))).isEqualTo(new SignalBroadcast("1"));

      assertThat(proxy.heads()).hasSize(1);
      assertThat(proxy.heads().get(0)).startsWith("CONNECT localhost:" + gateway.port() + " ");
      assertThat(gateway.received().get(0).header("proxy-authorization")).isNull();
    }
  }

  @Test
  void eachOfSeveralGatewaysIsReachedThroughTheProxy() throws Exception {
    URI two = URI.create(url() + ",127.0.0.1:" + gateway.port());
    try (TinyProxy proxy = TinyProxy.open();
        ZeebeGrpcEngine engine = through(proxy.address(), Optional.empty(), two)) {
      assertThat(result(engine.execute(SIGNAL))).isEqualTo(new SignalBroadcast("1"));

      assertThat(proxy.hasSeen("CONNECT localhost:") || proxy.hasSeen("CONNECT 127.0.0.1:"))
          .isTrue();
    }
  }

  @Test
  void wrongCredentialsAreNotTakenForThoseOfTheEngine() throws Exception {
    try (TinyProxy proxy = TinyProxy.expecting("Basic b3RoZXI=");
        ZeebeGrpcEngine engine = through(proxy.address(), LOGIN, url())) {
      EngineException failure = failure(engine.execute(SIGNAL));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
      assertThat(failure.isOfProxy()).isTrue();
      assertThat(failure.isAmbiguous()).isFalse();
      assertThat(failure)
          .hasMessage(
              "engine answered 407 Proxy Authentication Required: this is not the engine's word,"
                  + " but that of the proxy %s",
              proxy.address());
    }
  }

  @Test
  void aProxyThatDoesNotLeadToTheGatewayIsNotTakenForIt() throws Exception {
    try (TinyProxy proxy = TinyProxy.refusing("403 Forbidden");
        ZeebeGrpcEngine engine = through(proxy.address(), Optional.empty(), url())) {
      EngineException failure = failure(engine.execute(SIGNAL));

      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.isAmbiguous()).isFalse();
      assertThat(failure)
          .hasMessage(
              "the proxy %s does not lead to %s: it answers 403 Forbidden", proxy.address(), url());
    }
  }

  @Test
  void aProxyThatIsAwayIsBlamedInPlaceOfTheGateway() throws IOException {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }

    try (ZeebeGrpcEngine engine = through(nobody, Optional.empty(), url())) {
      assertThat(failure(engine.execute(SIGNAL)))
          .hasMessage("the proxy %s on the way to %s refuses connections", nobody, url());
    }
  }

  @Test
  void aProxyWhoseNameIsUnknownIsNamed() {
    URI unknown = URI.create("http://no-such-proxy.invalid:3128");

    try (ZeebeGrpcEngine engine = through(unknown, Optional.empty(), url())) {
      assertThat(failure(engine.execute(SIGNAL)))
          .hasMessage(
              "the host name of the proxy %s on the way to %s cannot be resolved", unknown, url());
    }
  }

  @Test
  void theNameOfTheGatewayIsLookedUpByTheProxyOnly() throws Exception {
    try (TinyProxy proxy = TinyProxy.refusing("504 Gateway Timeout");
        ZeebeGrpcEngine engine =
            through(proxy.address(), Optional.empty(), URI.create("http://engine.invalid:26500"))) {
      assertThat(failure(engine.execute(SIGNAL))).hasMessageContaining("it answers 504");
      assertThat(proxy.hasSeen("CONNECT engine.invalid:26500")).isTrue();
    }
  }

  @Test
  void someGatewaysAreReachedWithoutTheProxy() throws Exception {
    try (TinyProxy proxy = TinyProxy.refusing("403 Forbidden");
        ZeebeGrpcEngine engine = through(proxy.address(), Optional.empty(), url(), "LOCALhost")) {
      assertThat(result(engine.execute(SIGNAL))).isEqualTo(new SignalBroadcast("1"));

      assertThat(proxy.heads()).isEmpty();
    }
  }
}
