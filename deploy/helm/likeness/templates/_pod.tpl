{{/* What the pods of both roles have in common, from `spec` downwards; a container's own lines stand in the deployments. */}}
{{- define "likeness.podSpec" -}}
serviceAccountName: {{ include "likeness.serviceAccount" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
  {{- if .Values.extraCertificatesConfigMap }}
  - name: certificates
    configMap:
      name: {{ .Values.extraCertificatesConfigMap }}
  {{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "likeness.container" -}}
image: {{ include "likeness.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
ports:
  - name: http
    containerPort: 4711
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
env:
  - name: DATABASE_URL
    valueFrom:
      secretKeyRef:
        name: {{ .Values.secrets.database.name | quote }}
        key: {{ .Values.secrets.database.urlKey | quote }}
  - name: LIKENESS_CONNECTIONS
    value: {{ .Values.connections | int | quote }}
  - name: LIKENESS_MASTER_KEY
    valueFrom:
      secretKeyRef:
        name: {{ .Values.secrets.masterKey.name | quote }}
        key: {{ .Values.secrets.masterKey.currentKey | quote }}
  - name: LIKENESS_MASTER_KEYS_FORMER
    valueFrom:
      secretKeyRef:
        name: {{ .Values.secrets.masterKey.name | quote }}
        key: {{ .Values.secrets.masterKey.formerKey | quote }}
        optional: true
  - name: LIKENESS_PICTURES
    value: {{ required "pictures.url must be set, e.g. s3://bucket/likeness" .Values.pictures.url | quote }}
  {{- if .Values.pictures.endpoint }}
  - name: LIKENESS_S3_ENDPOINT
    value: {{ .Values.pictures.endpoint | quote }}
  {{- end }}
  - name: LIKENESS_S3_REGION
    value: {{ .Values.pictures.region | quote }}
  - name: AWS_ACCESS_KEY_ID
    valueFrom:
      secretKeyRef:
        name: {{ .Values.secrets.s3.name | quote }}
        key: {{ .Values.secrets.s3.accessKeyIdKey | quote }}
  - name: AWS_SECRET_ACCESS_KEY
    valueFrom:
      secretKeyRef:
        name: {{ .Values.secrets.s3.name | quote }}
        key: {{ .Values.secrets.s3.secretAccessKeyKey | quote }}
  - name: LIKENESS_PUBLIC_URL
    value: {{ required "publicUrl must be set, e.g. https://id.bank.example" .Values.publicUrl | quote }}
  {{- if .Values.trustedProxies }}
  - name: LIKENESS_TRUSTED_PROXIES
    value: {{ join "," .Values.trustedProxies | quote }}
  {{- end }}
  {{- if .Values.webhookNetworks }}
  - name: LIKENESS_WEBHOOK_NETWORKS
    value: {{ join "," .Values.webhookNetworks | quote }}
  {{- end }}
  - name: LIKENESS_PICTURE_BYTES
    value: {{ .Values.pictureBytes | int | quote }}
  - name: LIKENESS_REQUESTS_A_MINUTE
    value: {{ .Values.requestsPerMinute | int | quote }}
  - name: LIKENESS_DRAIN_SECONDS
    value: {{ .Values.drainSeconds | int | quote }}
  - name: LIKENESS_LOG_LEVEL
    value: {{ .Values.logLevel | quote }}
  {{- if .Values.extraCertificatesConfigMap }}
  - name: NODE_EXTRA_CA_CERTS
    value: /etc/likeness/certificates/ca.crt
  {{- end }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- if .Values.extraCertificatesConfigMap }}
  - name: certificates
    mountPath: /etc/likeness/certificates
    readOnly: true
  {{- end }}
# Five minutes for migrations, which one process does while the others wait.
startupProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 60
readinessProbe:
  httpGet: { path: /health/ready, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
# Whether the event loop turns, and no more: a database that is away is no reason to kill anybody.
livenessProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}
