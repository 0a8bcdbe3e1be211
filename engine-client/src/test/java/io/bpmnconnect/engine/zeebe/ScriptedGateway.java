package io.bpmnconnect.engine.zeebe;

import com.google.protobuf.Message;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.NetworkSettings;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real gRPC server on the loopback interface that answers as it was told, call by call. */
final class ScriptedGateway implements AutoCloseable {

  /** One call as it has come. */
  record Received(String method, Message request, Metadata headers) {
    String header(String name) {
      return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }
  }

  /**
   * What to do with a call.
   *
   * @param status left out, the call stays open
   */
  private record Reply(List<? extends Message> messages, Status status) {}

  private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<ServerCall<Message, Message>> open = new CopyOnWriteArrayList<>();
  private final List<ServerCall<Message, Message>> cancelled = new CopyOnWriteArrayList<>();
  private final Server server;

  ScriptedGateway() {
    this(0);
  }

  ScriptedGateway(int port) {
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .fallbackHandlerRegistry(new Methods())
              .directExecutor()
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers one more call well. */
  ScriptedGateway answer(Message... messages) {
    script.add(new Reply(List.of(messages), Status.OK));
    return this;
  }

  /** Refuses one more call, after it has answered with the messages. */
  ScriptedGateway refuse(Status status, Message... messages) {
    script.add(new Reply(List.of(messages), status));
    return this;
  }

  /** Leaves one more call open, after it has answered with the messages. */
  ScriptedGateway hold(Message... messages) {
    script.add(new Reply(List.of(messages), null));
    return this;
  }

  List<Received> received() {
    return received;
  }

  /** The request of the only call. */
  Message request() {
    if (received.size() != 1) {
      throw new AssertionError("one call was expected, but there were " + received);
    }
    return received.get(0).request();
  }

  /** How many calls a client has given up. */
  int cancelled() {
    return cancelled.size();
  }

  /** Sends one more message on the last call that was left open. */
  void push(Message message) {
    ServerCall<Message, Message> last = open.get(open.size() - 1);
    synchronized (last) {
      last.sendMessage(message);
    }
  }

  /** Ends the last call that was left open. */
  void end(Status status) {
    open.remove(open.size() - 1).close(status, new Metadata());
  }

  int port() {
    return server.getPort();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  EngineSettings settings() {
    return settings(url());
  }

  static EngineSettings settings(URI url) {
    return settings(url, Duration.ofSeconds(10));
  }

  static EngineSettings settings(URI url, Duration requestTimeout) {
    return settings(url, requestTimeout, NetworkSettings.DEFAULT);
  }

  static EngineSettings settings(URI url, NetworkSettings network) {
    return settings(url, Duration.ofSeconds(10), network);
  }

  private static EngineSettings settings(
      URI url, Duration requestTimeout, NetworkSettings network) {
    return new EngineSettings(
        EngineType.ZEEBE,
        url,
        new Authentication.None(),
        Duration.ofSeconds(5),
        requestTimeout,
        1,
        "unit-test",
        network,
        Map.of());
  }

  /** Breaks off what is open. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Methods extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
      return GatewayGrpc.getServiceDescriptor().getMethods().stream()
          .filter(method -> method.getFullMethodName().equals(name))
          .map(this::definition)
          .findFirst()
          .orElse(null);
    }

    /** As a stream, so that it can be made to end without an answer. */
    @SuppressWarnings("unchecked") // every message of the protocol is one of protobuf
    private ServerMethodDefinition<?, ?> definition(MethodDescriptor<?, ?> method) {
      return ServerMethodDefinition.create(
          ((MethodDescriptor<Message, Message>) method)
              .toBuilder().setType(MethodDescriptor.MethodType.SERVER_STREAMING).build(),
          (call, headers) -> {
            call.request(2);
            return new Listener(call, headers);
          });
    }
  }

  private final class Listener extends ServerCall.Listener<Message> {
    private final ServerCall<Message, Message> call;
    private final Metadata headers;

    Listener(ServerCall<Message, Message> call, Metadata headers) {
      this.call = call;
      this.headers = headers;
    }

    @Override
    public void onMessage(Message request) {
      received.add(new Received(call.getMethodDescriptor().getBareMethodName(), request, headers));
      Reply reply = script.poll();
      if (reply == null) {
        call.close(Status.INTERNAL.withDescription("nothing left in the script"), new Metadata());
        return;
      }
      if (!reply.messages().isEmpty() || reply.status() == null) {
        call.sendHeaders(new Metadata());
      }
      if (reply.status() == null) {
        open.add(call);
      }
      synchronized (call) {
        reply.messages().forEach(call::sendMessage);
      }
      if (reply.status() != null) {
        call.close(reply.status(), new Metadata());
      }
    }

    @Override
    public void onCancel() {
      cancelled.add(call);
    }
  }
}
