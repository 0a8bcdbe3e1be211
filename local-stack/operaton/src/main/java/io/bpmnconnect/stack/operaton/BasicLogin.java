package io.bpmnconnect.stack.operaton;

import org.operaton.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.operaton.bpm.engine.rest.security.auth.impl.HttpBasicAuthenticationProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * With {@code stack.login=true} each request needs the name and password of a user of the engine.
 * Without, nobody is asked who he is, as the engine is by default.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("stack.login")
class BasicLogin {

  @Bean
  FilterRegistrationBean<ProcessEngineAuthenticationFilter> loginFilter() {
    FilterRegistrationBean<ProcessEngineAuthenticationFilter> filter =
        new FilterRegistrationBean<>(new ProcessEngineAuthenticationFilter());
    filter.addInitParameter(
        "authentication-provider", HttpBasicAuthenticationProvider.class.getName());
    filter.addUrlPatterns("/engine-rest/*");
    return filter;
  }
}
