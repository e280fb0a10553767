;; A component with the tools of wasmcp, whose records are here with the fields that matter and few others.
;;
;; Tools, on two pages: "echo" answers its arguments, "count" counts its calls. Also known, but not listed: "version"
;; answers the protocol's version, "refuse" answers an error of the protocol.
;; Memory: 1024 result, 1088 content, 1104 tools, 2048 counter, 4096 texts, 65536 heap.
(component
  (core module $guest
    (memory (export "memory") 2)
    (global $heap (mut i32) (i32.const 65536))
    (data (i32.const 4096) "echo")
    (data (i32.const 4104) "count")
    (data (i32.const 4112) "{\"type\":\"object\"}")
    (data (i32.const 4136) "Answers its arguments.")
    (data (i32.const 4168) "page 2")
    (data (i32.const 4176) "{\"calls\":0}")
    (data (i32.const 4192) "arguments missing")

    (func (export "cabi_realloc") (param i32 i32 i32) (param $length i32) (result i32)
      (global.get $heap)
      (global.set $heap (i32.add (global.get $heap) (local.get $length)))
      (if (i32.gt_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536)))
        (then (drop (memory.grow
          (i32.div_u (i32.add (local.get $length) (i32.const 65535)) (i32.const 65536)))))))
    (func (export "forget") (param i32) (global.set $heap (i32.const 65536)))

    (func $text (param $at i32) (param $address i32) (param $length i32)
      (i32.store (local.get $at) (local.get $address))
      (i32.store offset=4 (local.get $at) (local.get $length)))

    (func (export "list-tools")
      (param $version i32) (param $version-length i32) (param i32 i32 i32)
      (param i32 i32 i32) (result i32)
      (i32.store8 (i32.const 1024) (i32.const 0))
      ;; The next page, if this is the first, and one tool.
      (i32.store8 (i32.const 1032) (i32.eqz (local.get 5)))
      (call $text (i32.const 1036) (i32.const 4168) (i32.const 6))
      (call $text (i32.const 1044) (i32.const 1104) (i32.const 1))
      (call $text (i32.const 1112) (i32.const 4112) (i32.const 17))
      (if (local.get 5)
        (then
          (call $text (i32.const 1104) (i32.const 4104) (i32.const 5))
          (i32.store8 (i32.const 1120) (i32.const 0)))
        (else
          (call $text (i32.const 1104) (i32.const 4096) (i32.const 4))
          (i32.store8 (i32.const 1120) (i32.const 1))
          (i32.store8 (i32.const 1124) (i32.const 1))
          (call $text (i32.const 1128) (i32.const 4136) (i32.const 22))))
      (i32.const 1024))

    (func (export "call-tool")
      (param $version i32) (param $version-length i32) (param i32 i32 i32)
      (param $name i32) (param $name-length i32) (param $some i32) (param $arguments i32) (param $length i32)
      (result i32)
      (local $letter i32)
      (local.set $letter (i32.load8_u (local.get $name)))
      ;; A result that is no error, with one text and nothing else.
      (i32.store8 (i32.const 1024) (i32.const 0))
      (i32.store8 (i32.const 1032) (i32.const 1))
      (call $text (i32.const 1036) (i32.const 1088) (i32.const 1))
      (i32.store8 (i32.const 1044) (i32.const 0))
      (i32.store8 (i32.const 1048) (i32.const 0))
      (i32.store8 (i32.const 1088) (i32.const 0))
      (i32.store8 (i32.const 1092) (i32.const 0))
      (if (i32.eq (local.get $letter) (i32.const 101)) ;; echo
        (then
          (call $text (i32.const 1096) (local.get $arguments) (local.get $length))
          (return (i32.const 1024))))
      (if (i32.eq (local.get $letter) (i32.const 118)) ;; version
        (then
          (call $text (i32.const 1096) (local.get $version) (local.get $version-length))
          (return (i32.const 1024))))
      (if (i32.eq (local.get $letter) (i32.const 99)) ;; count
        (then
          (i32.store (i32.const 2048) (i32.add (i32.load (i32.const 2048)) (i32.const 1)))
          (i32.store8 (i32.const 4185) (i32.add (i32.const 48) (i32.load (i32.const 2048))))
          (call $text (i32.const 1036) (i32.const 1088) (i32.const 0))
          (i32.store8 (i32.const 1048) (i32.const 1))
          (call $text (i32.const 1052) (i32.const 4176) (i32.const 11))
          (return (i32.const 1024))))
      (if (i32.eq (local.get $letter) (i32.const 114)) ;; refuse
        (then
          (i32.store8 (i32.const 1024) (i32.const 1))
          (i32.store8 (i32.const 1032) (i32.const 0))
          (i64.store (i32.const 1040) (i64.const -32602))
          (call $text (i32.const 1048) (i32.const 4192) (i32.const 17))
          (return (i32.const 1024))))
      (i32.store8 (i32.const 1032) (i32.const 0))
      (i32.const 1024)))
  (core instance $guest (instantiate $guest))

  (type $context (record (field "protocol-version" string) (field "session" (option string))))
  (type $list-request (record (field "cursor" (option string))))
  (type $options (record (field "description" (option string))))
  (type $tool (record (field "name" string) (field "input-schema" string) (field "options" (option $options))))
  (type $list-result (record (field "next-cursor" (option string)) (field "tools" (list $tool))))
  (type $call-request (record (field "name" string) (field "arguments" (option string))))
  (type $text-data (variant (case "text" string)))
  (type $text-content (record (field "text" $text-data)))
  (type $block (variant (case "text" $text-content)))
  (type $call-result (record
    (field "content" (list $block)) (field "is-error" (option bool)) (field "structured-content" (option string))))
  (type $error (record (field "code" s64) (field "message" string)))
  (type $error-code (variant (case "invalid-params" $error)))

  (func $list (param "ctx" $context) (param "request" $list-request) (result (result $list-result (error $error-code)))
    (canon lift (core func $guest "list-tools") (memory (core memory $guest "memory"))
      (realloc (core func $guest "cabi_realloc")) (post-return (core func $guest "forget"))))
  (func $call (param "ctx" $context) (param "request" $call-request)
    (result (result (option $call-result) (error $error-code)))
    (canon lift (core func $guest "call-tool") (memory (core memory $guest "memory"))
      (realloc (core func $guest "cabi_realloc")) (post-return (core func $guest "forget"))))

  ;; Gives the types names that belong to the interface: an exported function may only use such types.
  (component $tools
    (type $a-context (record (field "protocol-version" string) (field "session" (option string))))
    (import "context" (type $b-context (eq $a-context)))
    (type $a-list-request (record (field "cursor" (option string))))
    (import "list-request" (type $b-list-request (eq $a-list-request)))
    (type $a-options (record (field "description" (option string))))
    (import "options" (type $b-options (eq $a-options)))
    (type $a-tool (record
      (field "name" string) (field "input-schema" string) (field "options" (option $b-options))))
    (import "tool" (type $b-tool (eq $a-tool)))
    (type $a-list-result (record (field "next-cursor" (option string)) (field "tools" (list $b-tool))))
    (import "list-result" (type $b-list-result (eq $a-list-result)))
    (type $a-call-request (record (field "name" string) (field "arguments" (option string))))
    (import "call-request" (type $b-call-request (eq $a-call-request)))
    (type $a-text-data (variant (case "text" string)))
    (import "text-data" (type $b-text-data (eq $a-text-data)))
    (type $a-text-content (record (field "text" $b-text-data)))
    (import "text-content" (type $b-text-content (eq $a-text-content)))
    (type $a-block (variant (case "text" $b-text-content)))
    (import "block" (type $b-block (eq $a-block)))
    (type $a-call-result (record
      (field "content" (list $b-block)) (field "is-error" (option bool)) (field "structured-content" (option string))))
    (import "call-result" (type $b-call-result (eq $a-call-result)))
    (type $a-error (record (field "code" s64) (field "message" string)))
    (import "error" (type $b-error (eq $a-error)))
    (type $a-error-code (variant (case "invalid-params" $b-error)))
    (import "error-code" (type $b-error-code (eq $a-error-code)))
    (import "list" (func $list (param "ctx" $b-context) (param "request" $b-list-request)
      (result (result $b-list-result (error $b-error-code)))))
    (import "call" (func $call (param "ctx" $b-context) (param "request" $b-call-request)
      (result (result (option $b-call-result) (error $b-error-code)))))

    (export $context "message-context" (type $a-context))
    (export $list-request "list-tools-request" (type $a-list-request))
    (export $options "tool-options" (type $a-options))
    (type $c-tool (record (field "name" string) (field "input-schema" string) (field "options" (option $options))))
    (export $tool "tool" (type $c-tool))
    (type $c-list-result (record (field "next-cursor" (option string)) (field "tools" (list $tool))))
    (export $list-result "list-tools-result" (type $c-list-result))
    (export $call-request "call-tool-request" (type $a-call-request))
    (export $text-data "text-data" (type $a-text-data))
    (type $c-text-content (record (field "text" $text-data)))
    (export $text-content "text-content" (type $c-text-content))
    (type $c-block (variant (case "text" $text-content)))
    (export $block "content-block" (type $c-block))
    (type $c-call-result (record
      (field "content" (list $block)) (field "is-error" (option bool)) (field "structured-content" (option string))))
    (export $call-result "call-tool-result" (type $c-call-result))
    (export $error "error" (type $a-error))
    (type $c-error-code (variant (case "invalid-params" $error)))
    (export $error-code "error-code" (type $c-error-code))
    (export "list-tools" (func $list)
      (func (param "ctx" $context) (param "request" $list-request)
        (result (result $list-result (error $error-code)))))
    (export "call-tool" (func $call)
      (func (param "ctx" $context) (param "request" $call-request)
        (result (result (option $call-result) (error $error-code))))))

  (instance $tools (instantiate $tools
    (with "context" (type $context)) (with "list-request" (type $list-request)) (with "options" (type $options))
    (with "tool" (type $tool)) (with "list-result" (type $list-result)) (with "call-request" (type $call-request))
    (with "text-data" (type $text-data)) (with "text-content" (type $text-content)) (with "block" (type $block))
    (with "call-result" (type $call-result)) (with "error" (type $error)) (with "error-code" (type $error-code))
    (with "list" (func $list)) (with "call" (func $call))))
  (export "wasmcp:mcp-v20251125/tools@0.1.1" (instance $tools))
)
