package io.bpmnconnect.engine.http;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Notes on the context of a request that its connection is there, with TLS and through a tunnel if
 * there is to be one: from now on the server may have the request. What nobody waits for any more
 * is not sent: a command of a task that has ended could come after those of its successor.
 * Stateless.
 */
final class Sending implements AsyncExecChainHandler {

  private static final String BEGUN = Sending.class.getName() + ".begun";

  private static final String WANTED = Sending.class.getName() + ".wanted";

  /** The context of a request that is sent only if it is wanted by then. */
  static HttpContext context(BooleanSupplier wanted) {
    HttpContext context = HttpClientContext.create();
    context.setAttribute(WANTED, wanted);
    return context;
  }

  /** Whether the server may have the request. */
  static boolean hasBegun(HttpContext context) {
    return context.getAttribute(BEGUN) != null;
  }

  @Override
  public void execute(
      HttpRequest request,
      AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    HttpContext context = scope.clientContext;
    if (context.getAttribute(WANTED) instanceof BooleanSupplier wanted && !wanted.getAsBoolean()) {
      callback.failed(new RequestNotExecutedException());
      return;
    }
    context.setAttribute(BEGUN, true);
    chain.proceed(request, body, scope, callback);
  }
}
