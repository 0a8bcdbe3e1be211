package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.ProxySettings;
import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Sends requests through a proxy, logs in there without being asked, and tells the proxy's answers
 * from the server's. Immutable.
 */
final class ProxyTalk implements AsyncExecChainHandler {

  private final ProxySettings settings;
  private final HttpHost proxy;

  private ProxyTalk(ProxySettings settings) {
    this.settings = settings;
    this.proxy = HttpHost.create(settings.url());
  }

  static void through(ProxySettings settings, HttpAsyncClientBuilder client) {
    ProxyTalk talk = new ProxyTalk(settings);
    client.setRoutePlanner(talk.routes());
    client.addExecInterceptorFirst("proxy-talk", talk);
  }

  private DefaultProxyRoutePlanner routes() {
    return new DefaultProxyRoutePlanner(proxy) {
      @Override
      protected HttpHost determineProxy(HttpHost target, HttpContext context) {
        return settings.isBypassedFor(target.getHostName()) ? null : proxy;
      }
    };
  }

  @Override
  public void execute(
      HttpRequest request,
      AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    if (scope.route.getProxyHost() == null) {
      chain.proceed(request, body, scope, callback);
      return;
    }
    logIn(scope);
    chain.proceed(request, body, scope, new Telling(callback, scope));
  }

  private void logIn(AsyncExecChain.Scope scope) {
    settings
        .login()
        .ifPresent(
            login -> {
              BasicScheme scheme = new BasicScheme();
              scheme.initPreemptive(
                  new UsernamePasswordCredentials(
                      login.username(), login.password().toCharArray()));
              AuthExchange exchange = new AuthExchange();
              exchange.select(scheme);
              scope.clientContext.setAuthExchange(scope.route.getProxyHost(), exchange);
            });
  }

  private static final class Telling extends CallbackDecorator {
    private final AsyncExecChain.Scope scope;

    Telling(AsyncExecCallback callback, AsyncExecChain.Scope scope) {
      super(callback);
      this.scope = scope;
    }

    @Override
    public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails body)
        throws HttpException, IOException {
      boolean refused = scope.route.isTunnelled() && !Sending.hasBegun(scope.clientContext);
      if (refused || response.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
        throw new ProxyRefusedException(
            response.getCode(),
            response.getReasonPhrase() == null ? "" : response.getReasonPhrase());
      }
      return super.handleResponse(response, body);
    }
  }
}
