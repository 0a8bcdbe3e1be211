package io.bpmnconnect.stack.operaton;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Operaton with its REST API and nothing else. Everything that can be chosen is a property of
 * Spring Boot, of Operaton, or of {@link BasicLogin}, given on the command line.
 */
@SpringBootApplication
public class OperatonApplication {

  /** Runs it until the process is ended. */
  public static void main(String[] arguments) {
    SpringApplication.run(OperatonApplication.class, arguments);
  }
}
