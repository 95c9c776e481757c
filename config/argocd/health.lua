-- Health of a ThreeTierApp, from the conditions that its operator writes.
local conditions = {}
for _, condition in ipairs((obj.status or {}).conditions or {}) do
  conditions[condition.type] = condition
end

local function holds(name)
  return conditions[name] ~= nil and conditions[name].status == "True"
end

local function message(name)
  local condition = conditions[name]
  return condition ~= nil and condition.message or ""
end

-- Conditions of an older spec say nothing about this one.
if conditions.Ready == nil or obj.status.observedGeneration ~= obj.metadata.generation then
  return { status = "Progressing", message = "Waiting for the operator" }
end
if holds("Stalled") then
  return { status = "Degraded", message = message("Stalled") }
end
if (obj.spec or {}).paused then
  return { status = "Suspended", message = "spec.paused is true" }
end
if holds("Ready") then
  return { status = "Healthy", message = message("Ready") }
end
return { status = "Progressing", message = message("Ready") }
