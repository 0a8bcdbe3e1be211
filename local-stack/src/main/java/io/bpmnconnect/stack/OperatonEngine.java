package io.bpmnconnect.stack;

import io.bpmnconnect.stack.JsonHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Operaton, an engine of the Camunda 7 family, with its REST API. It keeps what it has acknowledged
 * when it is killed.
 */
public final class OperatonEngine extends StackPart implements StackEngine {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
  private static final String MAIN_CLASS = "io.bpmnconnect.stack.operaton.OperatonApplication";

  private final URI restAddress;
  private final JsonHttp http;
  private final Deployer deployer;
  private final Optional<Login> login;

  private OperatonEngine(Launch launch, URI restAddress, Optional<Login> login) {
    super("operaton", launch);
    this.restAddress = restAddress;
    this.login = login;
    this.http = new JsonHttp(restAddress, ANSWER_TIMEOUT, login);
    this.deployer = new Camunda7Deployer(restAddress, login);
  }

  /**
   * Sets up an engine.
   *
   * @param home where its jars are
   * @param directory its folder, which is emptied: database and log
   */
  public static Builder builder(StackHome home, Path directory) {
    return new Builder(home, directory);
  }

  @Override
  Optional<String> missing() throws IOException, InterruptedException {
    Answer answer = http.get("/version");
    return answer.isSuccess()
        ? Optional.empty()
        : Optional.of(answer.request() + " was answered " + answer.status());
  }

  @Override
  public String engineType() {
    return "camunda7";
  }

  @Override
  public URI restAddress() {
    return restAddress;
  }

  @Override
  public Map<String, String> environment() {
    return EngineEnvironment.of(engineType(), restAddress, login);
  }

  @Override
  public void deploy(String name, String model) {
    deployer.deploy(name, model);
  }

  /** Its history; of little worth below the level {@code activity}. */
  @Override
  public EngineHistory witness() {
    return new EngineHistory(restAddress, login);
  }

  @Override
  public Optional<StackPart> process() {
    return Optional.of(this);
  }

  /** What can be chosen of an engine. Not thread-safe. */
  public static final class Builder extends PartBuilder<Builder> {
    private final Map<String, String> properties = new LinkedHashMap<>();
    private Optional<Login> login = Optional.empty();

    private Builder(StackHome home, Path directory) {
      super(home, directory, List.of("-Xms64m", "-Xmx384m"));
    }

    @Override
    Builder self() {
      return this;
    }

    /** The largest size of its heap, such as {@code 256m}; 384 MB by default. */
    public Builder heap(String size) {
      return jvmOption("-Xmx" + size);
    }

    /**
     * How much of its history it keeps: {@code none}, {@code activity} (the default), {@code audit}
     * or {@code full}.
     */
    public Builder historyLevel(String level) {
      return property("operaton.bpm.history-level", level);
    }

    /**
     * A database instead of a file of its own, such as {@code
     * jdbc:postgresql://127.0.0.1:5432/engine}. Nothing in it is deleted.
     */
    public Builder database(String jdbcUrl, Login account) {
      property("spring.datasource.url", jdbcUrl);
      property("spring.datasource.username", account.user());
      return property("spring.datasource.password", account.password());
    }

    /** Makes it ask for a login. The user given is made, and may do everything. */
    public Builder login(Login administrator) {
      login = Optional.of(administrator);
      property("stack.login", "true");
      property("operaton.bpm.admin-user.id", administrator.user());
      return property("operaton.bpm.admin-user.password", administrator.password());
    }

    /** Whether users may only do what they are given the right to; off by default. */
    public Builder authorization(boolean value) {
      return property("operaton.bpm.authorization.enabled", Boolean.toString(value));
    }

    /** Sets any property of Spring Boot or of the engine. */
    public Builder property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /** Chooses a port; nothing is started yet. */
    public OperatonEngine build() {
      int port = freePorts.find(1).get(0);
      WorkDirectory work = WorkDirectory.create(directory);
      Map<String, String> all = defaults(port, work.resolve("data"));
      all.putAll(properties);
      jvmOptions.add("-XX:+ExitOnOutOfMemoryError");
      List<String> command =
          new JavaCommand(JavaCommand.ownHome(), jvmOptions, home.operaton(), MAIN_CLASS)
              .withArguments(arguments(all));
      Launch launch =
          new Launch(command, Map.of(), work.path(), work.resolve("operaton.log"), startTimeout);
      return new OperatonEngine(launch, Loopback.http(port).resolve("/engine-rest"), login);
    }

    private static Map<String, String> defaults(int port, Path data) {
      Map<String, String> map = new LinkedHashMap<>();
      map.put("server.port", Integer.toString(port));
      // By default H2 writes what is committed half a second later, and a kill loses it.
      map.put(
          "spring.datasource.url",
          "jdbc:h2:file:" + data.resolve("operaton") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
      map.put("spring.datasource.username", "sa");
      map.put("spring.datasource.password", "");
      map.put("operaton.bpm.history-level", "activity");
      return map;
    }

    private static String[] arguments(Map<String, String> properties) {
      return properties.entrySet().stream()
          .map(property -> "--" + property.getKey() + "=" + property.getValue())
          .toArray(String[]::new);
    }
  }
}
