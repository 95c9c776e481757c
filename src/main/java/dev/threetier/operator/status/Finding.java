package dev.threetier.operator.status;

/** What was found of a tier or a pod, and in which words it is told. */
record Finding(Reason reason, String message) {}
