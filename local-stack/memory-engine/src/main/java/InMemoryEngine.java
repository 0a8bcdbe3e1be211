import io.camunda.zeebe.process.test.api.ZeebeTestEngine;
import io.camunda.zeebe.process.test.engine.EngineFactory;
import io.grpc.ServerBuilder;
import io.grpc.ServerProvider;
import io.grpc.ServerRegistry;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;

/**
 * Runs the engine that Camunda publishes for unit tests, with its gRPC gateway, until it is ended
 * from outside. Started from its source by a Java that the engine can run on: the Java of the build
 * may be too old to read the engine's classes.
 */
final class InMemoryEngine {

  /** The engine's own server would listen on all interfaces. */
  private static final class OneAddress extends ServerProvider {

    private final String host;

    OneAddress(String host) {
      this.host = host;
    }

    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 10; // the highest there is
    }

    @Override
    protected ServerBuilder<?> builderForPort(int port) {
      return NettyServerBuilder.forAddress(new InetSocketAddress(host, port));
    }
  }

  private InMemoryEngine() {}

  /**
   * Starts the engine.
   *
   * @param arguments the address and the port to listen on
   */
  public static void main(String[] arguments) throws InterruptedException {
    ServerRegistry.getDefaultRegistry().register(new OneAddress(arguments[0]));
    ZeebeTestEngine engine = EngineFactory.create(Integer.parseInt(arguments[1]));
    engine.start();
    Thread.currentThread().join();
  }
}
