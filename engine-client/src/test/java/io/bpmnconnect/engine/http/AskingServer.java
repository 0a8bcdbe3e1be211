package io.bpmnconnect.engine.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server that asks for the client's certificate and says by an alert when it does not like it,
 * where the JDK's HTTPS server hangs up without a word. It never answers.
 */
public final class AskingServer implements AutoCloseable {

  private final ServerSocket listener;
  private final SSLContext context;

  private AskingServer(ServerSocket listener, SSLContext context) {
    this.listener = listener;
    this.context = context;
  }

  public static AskingServer start(KeyStore keys, Authority trusted)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, Authority.PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted.trust("PKCS12"));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    AskingServer server =
        new AskingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), context);
    Thread thread = new Thread(server::serve, "asking-server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private void serve() {
    try {
      while (true) {
        greet(listener.accept());
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  /** Leaves it to a refused client to hang up: a reset would overtake the alert. */
  private void greet(Socket connection) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(connection, null, /* autoClose= */ false);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setNeedClientAuth(true);
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    tls.setSSLParameters(parameters);
    try (connection) {
      refuseOrRead(tls);
      connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      // the client has hung up
    }
  }

  private static void refuseOrRead(SSLSocket connection) {
    try {
      connection.startHandshake();
      connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException refused) {
      // the alert is on its way
    }
  }

  public URI address() {
    return URI.create("https://localhost:" + listener.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
