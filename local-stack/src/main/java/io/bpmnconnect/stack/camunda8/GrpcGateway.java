package io.bpmnconnect.stack.camunda8;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** The gRPC gateway of a stand-in, in plain text on the loopback interface. Thread-safe. */
public final class GrpcGateway implements AutoCloseable {

  /** What a real gateway takes at most in one message, in bytes. */
  private static final int LARGEST_MESSAGE = 4 * 1024 * 1024;

  private final Server server;

  private GrpcGateway(Server server) {
    this.server = server;
  }

  /**
   * Opens a gateway over an engine, which it does not close.
   *
   * @param port 0 for any that is free
   */
  public static GrpcGateway open(StandInEngine engine, int port) {
    try {
      return new GrpcGateway(
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .addService(new JobGatewayService(engine))
              .maxInboundMessageSize(LARGEST_MESSAGE)
              .permitKeepAliveTime(5, TimeUnit.SECONDS)
              .build()
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** Breaks off what is open. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
