package dev.threetier.operator.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** What Argo CD makes of the conditions of a ThreeTierApp. */
class ArgoCdHealthTest {

  private static final int GENERATION = 2;

  @Test
  void noStatusIsProgressing() throws Exception {
    var app = app(false);

    assertThat(health(app)).isEqualTo("Progressing: Waiting for the operator");
  }

  @Test
  void conditionsOfAnOlderSpecAreProgressing() throws Exception {
    var app = app(false, GENERATION - 1, condition("Ready", "True", "All tiers are ready"));

    assertThat(health(app)).isEqualTo("Progressing: Waiting for the operator");
  }

  @Test
  void readyIsHealthy() throws Exception {
    var app = app(false, GENERATION, condition("Ready", "True", "All tiers are ready"));

    assertThat(health(app)).isEqualTo("Healthy: All tiers are ready");
  }

  @Test
  void notReadyIsProgressingWithItsReason() throws Exception {
    var app =
        app(
            false,
            GENERATION,
            condition("Stalled", "False", ""),
            condition("Ready", "False", "Deployment shop-app: 1 of 2 pods are ready"));

    assertThat(health(app)).isEqualTo("Progressing: Deployment shop-app: 1 of 2 pods are ready");
  }

  @Test
  void stalledIsDegradedWithItsReason() throws Exception {
    var app =
        app(
            false,
            GENERATION,
            condition("Ready", "False", "Pod shop-app-1: ImagePullBackOff"),
            condition("Stalled", "True", "Pod shop-app-1: ImagePullBackOff"));

    assertThat(health(app)).isEqualTo("Degraded: Pod shop-app-1: ImagePullBackOff");
  }

  @Test
  void pausedIsSuspended() throws Exception {
    var app = app(true, GENERATION, condition("Ready", "True", "All tiers are ready"));

    assertThat(health(app)).isEqualTo("Suspended: spec.paused is true");
  }

  private static String health(LuaTable app) throws Exception {
    var globals = JsePlatform.standardGlobals();
    globals.set("obj", app);
    var script = Files.readString(Tools.CONFIG.resolve("argocd/health.lua"));
    var health = globals.load(script, "health.lua").call();
    return health.get("status").tojstring() + ": " + health.get("message").tojstring();
  }

  private static LuaTable app(boolean paused) {
    var metadata = new LuaTable();
    metadata.set("generation", GENERATION);
    var spec = new LuaTable();
    spec.set("paused", LuaValue.valueOf(paused));
    var app = new LuaTable();
    app.set("metadata", metadata);
    app.set("spec", spec);
    return app;
  }

  private static LuaTable app(boolean paused, int observedGeneration, LuaValue... conditions) {
    var status = new LuaTable();
    status.set("observedGeneration", observedGeneration);
    status.set("conditions", LuaValue.listOf(List.of(conditions).toArray(LuaValue[]::new)));
    var app = app(paused);
    app.set("status", status);
    return app;
  }

  private static LuaValue condition(String type, String status, String message) {
    var condition = new LuaTable();
    condition.set("type", type);
    condition.set("status", status);
    condition.set("message", message);
    return condition;
  }
}
