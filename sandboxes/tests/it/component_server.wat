;; A server as a component: the world `tool-server` with one counter, and nothing imported.
;;
;; Tools: "add" counts up by the number in its arguments (by 1 without one), "get" only reads; each answers the counter.
;; Protocol errors: another name, a call before `start`, and a configuration that does not begin with a brace.
;; Memory: 1024 result, 1040 text result, 2048 revision, 2056 counter, 2060 started, 4096 texts, 65536 heap.
(component
  (core module $guest
    (memory (export "memory") 2)
    (global $heap (mut i32) (i32.const 65536))
    ;; The counter is written behind this, at 4096 + 32; a state begins at 4096 + 21.
    (data (i32.const 4096) "{\"structuredContent\":{\"counter\":")
    (data (i32.const 4200) "no such tool")
    (data (i32.const 4220) "not started")
    (data (i32.const 4240) "the configuration is no object")
    (data (i32.const 4300) "[{\"name\":\"counter\",\"title\":\"Counter\",\"description\":\"Counts.\",\"version\":\"1.0.0\",\"tools\":[{\"name\":\"add\",\"description\":\"Counts up.\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"by\":{\"type\":\"integer\",\"minimum\":0}}}},{\"name\":\"get\",\"description\":\"Reads the counter.\",\"inputSchema\":{\"type\":\"object\"},\"annotations\":{\"readOnlyHint\":true}}]}]")

    (func (export "cabi_realloc")
      (param $old i32) (param $old_length i32) (param $align i32) (param $length i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and
        (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
      (global.set $heap (i32.add (local.get $at) (local.get $length)))
      (if (i32.gt_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536)))
        (then (drop (memory.grow
          (i32.div_u (i32.add (local.get $length) (i32.const 65535)) (i32.const 65536))))))
      (local.get $at))

    (func $text (param $at i32) (param $address i32) (param $length i32)
      (i32.store (local.get $at) (local.get $address))
      (i32.store offset=4 (local.get $at) (local.get $length)))

    (func $refuse (param $address i32) (param $length i32) (result i32)
      (i32.store8 (i32.const 1024) (i32.const 1))
      (call $text (i32.const 1028) (local.get $address) (local.get $length))
      (i32.const 1024))

    ;; Writes the counter as `N}}` to 4128 and returns where the digits end.
    (func $render (result i32)
      (local $rest i32) (local $end i32) (local $at i32)
      (local.set $rest (i32.load (i32.const 2056)))
      (local.set $end (i32.const 4128))
      (loop $measure
        (local.set $end (i32.add (local.get $end) (i32.const 1)))
        (br_if $measure (local.tee $rest (i32.div_u (local.get $rest) (i32.const 10)))))
      (local.set $rest (i32.load (i32.const 2056)))
      (local.set $at (local.get $end))
      (loop $write
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $rest) (i32.const 10))))
        (br_if $write (local.tee $rest (i32.div_u (local.get $rest) (i32.const 10)))))
      (i32.store16 (local.get $end) (i32.const 0x7d7d))
      (local.get $end))

    ;; The first number in a text, or 1.
    (func $number (param $at i32) (param $length i32) (result i32)
      (local $end i32) (local $digit i32) (local $number i32) (local $found i32)
      (local.set $end (i32.add (local.get $at) (local.get $length)))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (if (i32.lt_u (local.get $digit) (i32.const 10))
            (then
              (local.set $found (i32.const 1))
              (local.set $number
                (i32.add (i32.mul (local.get $number) (i32.const 10)) (local.get $digit))))
            (else (br_if $done (local.get $found))))
          (br $next)))
      (select (local.get $number) (i32.const 1) (local.get $found)))

    ;; Whether a text is the three letters given, the first one lowest.
    (func $is (param $at i32) (param $length i32) (param $letters i32) (result i32)
      (if (i32.ne (local.get $length) (i32.const 3)) (then (return (i32.const 0))))
      (i32.eq (local.get $letters) (i32.or
        (i32.load16_u align=1 (local.get $at))
        (i32.shl (i32.load8_u offset=2 (local.get $at)) (i32.const 16)))))

    (func (export "describe") (result i32)
      (call $text (i32.const 1040) (i32.const 4300) (i32.const 333))
      (i32.const 1040))

    (func (export "start") (param $config i32) (param $length i32) (result i32)
      (if (i32.eqz (local.get $length))
        (then (return (call $refuse (i32.const 4240) (i32.const 30)))))
      (if (i32.ne (i32.load8_u (local.get $config)) (i32.const 0x7b))
        (then (return (call $refuse (i32.const 4240) (i32.const 30)))))
      (i64.store (i32.const 2048) (i64.const 0))
      (i32.store (i32.const 2056) (i32.const 0))
      (i32.store (i32.const 2060) (i32.const 1))
      (i32.store8 (i32.const 1024) (i32.const 0))
      (i32.const 1024))

    (func (export "call-tool")
      (param $name i32) (param $name_length i32) (param $arguments i32) (param $arguments_length i32)
      (result i32)
      (local $end i32)
      (if (i32.eqz (i32.load (i32.const 2060)))
        (then (return (call $refuse (i32.const 4220) (i32.const 11)))))
      (;CALL;)
      (if (call $is (local.get $name) (local.get $name_length) (i32.const 0x646461)) ;; add
        (then
          (i32.store (i32.const 2056) (i32.add
            (i32.load (i32.const 2056))
            (call $number (local.get $arguments) (local.get $arguments_length))))
          (i64.store (i32.const 2048) (i64.add (i64.load (i32.const 2048)) (i64.const 1))))
        (else (if (i32.eqz (call $is (local.get $name) (local.get $name_length) (i32.const 0x746567))) ;; get
          (then (return (call $refuse (i32.const 4200) (i32.const 12)))))))
      (local.set $end (call $render))
      (i32.store8 (i32.const 1024) (i32.const 0))
      (call $text (i32.const 1028) (i32.const 4096) (i32.sub (local.get $end) (i32.const 4094)))
      (i32.const 1024))

    (func (export "revision") (result i64) (i64.load (i32.const 2048)))

    (func (export "state") (result i32)
      (call $text (i32.const 1040) (i32.const 4117) (i32.sub (call $render) (i32.const 4116)))
      (i32.const 1040))

    ;; After every function that was given texts: nothing of them is kept.
    (func (export "forget") (param i32)
      (global.set $heap (i32.const 65536))))

  (core instance $guest (instantiate $guest))

  (func (export "describe") (result string)
    (canon lift (core func $guest "describe") (memory (core memory $guest "memory"))))
  (func (export "start") (param "config" string) (result (result (error string)))
    (canon lift (core func $guest "start")
      (memory (core memory $guest "memory")) (realloc (core func $guest "cabi_realloc")) (post-return (core func $guest "forget"))))
  (func (export "call-tool") (param "name" string) (param "arguments" string) (result (result string (error string)))
    (canon lift (core func $guest "call-tool")
      (memory (core memory $guest "memory")) (realloc (core func $guest "cabi_realloc")) (post-return (core func $guest "forget"))))
  (func (export "revision") (result u64)
    (canon lift (core func $guest "revision")))
  (func (export "state") (result string)
    (canon lift (core func $guest "state") (memory (core memory $guest "memory"))))
)
