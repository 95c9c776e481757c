{{- define "threetier-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Suffixes follow (the longest is -leader-election), and a Service's name ends at 63 characters. */}}
{{- define "threetier-operator.fullname" -}}
{{- $name := include "threetier-operator.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 47 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 47 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 47 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "threetier-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "threetier-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "threetier-operator.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- define "threetier-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "threetier-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "threetier-operator.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "threetier-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "threetier-operator.subjects" -}}
- kind: ServiceAccount
  name: {{ include "threetier-operator.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{/* What the operator does where it watches: in a ClusterRole, or in a Role of each watched namespace. */}}
{{- define "threetier-operator.rules" -}}
# It reads applications and writes their status, never their spec.
- apiGroups: [threetier.dev]
  resources: [threetierapps]
  verbs: [get, list, watch]
- apiGroups: [threetier.dev]
  resources: [threetierapps/status]
  verbs: [patch]
# Owner references that block deletion need this where the API server checks them.
- apiGroups: [threetier.dev]
  resources: [threetierapps/finalizers]
  verbs: [update]
# Server-side apply is a patch, and a create where the object is missing.
- apiGroups: [""]
  resources: [configmaps, serviceaccounts, services]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [postgresql.cnpg.io]
  resources: [scheduledbackups]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
# Data and credentials it never deletes: garbage collection does, where the deletion policy says so.
- apiGroups: [""]
  resources: [persistentvolumeclaims, secrets]
  verbs: [get, list, watch, create, patch]
- apiGroups: [postgresql.cnpg.io]
  resources: [clusters]
  verbs: [get, list, watch, create, patch]
# Why a tier does not run.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
# HAProxy takes up a changed configuration without a new pod: an annotation makes the kubelet look for it, a log tells
# whether HAProxy accepts it.
- apiGroups: [""]
  resources: [pods]
  verbs: [patch]
- apiGroups: [""]
  resources: [pods/log]
  verbs: [get]
# Pods tell by events that a volume fills.
- apiGroups: [""]
  resources: [events]
  verbs: [get, list, watch, create]
{{- end }}
