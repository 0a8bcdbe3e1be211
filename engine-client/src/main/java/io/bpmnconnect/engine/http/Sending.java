package io.bpmnconnect.engine.http;

import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Notes on the context of a request that its connection is there, with TLS and through a tunnel if
 * there is to be one: from now on the server may have the request. Stateless.
 */
final class Sending implements AsyncExecChainHandler {

  private static final String BEGUN = Sending.class.getName() + ".begun";

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
    scope.clientContext.setAttribute(BEGUN, true);
    chain.proceed(request, body, scope, callback);
  }
}
