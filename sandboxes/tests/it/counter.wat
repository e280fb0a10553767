;; A server with a counter in its memory and one in a global that is not exported.
;;
;; Tools by their first letter: (a)dd counts in memory, (h)ide counts in the global, (f)ar writes beyond the first
;; memory, (r)efuse is a protocol error, anything else only reads. Each answers the whole state.
;; Memory: 1024 result, 1040 text result, 2048 revision, 2056 counter, 2060 seed digits, 4096 texts, 65536 heap.
(module
  (memory (export "memory") 2)
  (table 4 funcref)
  (global $heap (mut i32) (i32.const 65536))
  (global $hidden (mut i32) (i32.const 0))
  (data (i32.const 4096) "{\"counter\":\"00000000\",\"far\":\"00000000\",\"hidden\":\"00000000\"}")
  (data (i32.const 4200) "no such tool")
  (data (i32.const 4220) "[{\"name\":\"counter\"}]")

  (func (export "cabi_realloc")
    (param $old i32) (param $old_length i32) (param $align i32) (param $length i32) (result i32)
    (local $at i32)
    (local.set $at (global.get $heap))
    (global.set $heap (i32.add (local.get $at) (local.get $length)))
    (if (i32.gt_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536)))
      (then (drop (memory.grow
        (i32.div_u (i32.add (local.get $length) (i32.const 65535)) (i32.const 65536))))))
    (local.get $at))

  (func $digits (param $at i32) (param $number i32)
    (local $place i32)
    (local.set $place (i32.const 8))
    (loop $next
      (local.set $place (i32.sub (local.get $place) (i32.const 1)))
      (i32.store8 (i32.add (local.get $at) (local.get $place))
        (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10))))
      (local.set $number (i32.div_u (local.get $number) (i32.const 10)))
      (br_if $next (local.get $place))))

  (func $far (result i32)
    (if (result i32) (i32.gt_u (memory.size) (i32.const 3))
      (then (i32.load (i32.const 250000)))
      (else (i32.const 0))))

  (func $text (param $at i32) (param $address i32) (param $length i32)
    (i32.store (local.get $at) (local.get $address))
    (i32.store offset=4 (local.get $at) (local.get $length)))

  (func $render (param $at i32)
    (call $digits (i32.const 4108) (i32.load (i32.const 2056)))
    (call $digits (i32.const 4125) (call $far))
    (call $digits (i32.const 4145) (global.get $hidden))
    (call $text (local.get $at) (i32.const 4096) (i32.const 59)))

  (func $changed
    (i64.store (i32.const 2048) (i64.add (i64.load (i32.const 2048)) (i64.const 1))))

  (func (export "describe") (result i32)
    (call $text (i32.const 1040) (i32.const 4220) (i32.const 20))
    (i32.const 1040))

  ;; The counter starts at the length of the configuration; a server whose name is long is refused.
  (func (export "start") (param $config i32) (param $length i32) (result i32)
    (i32.store (i32.const 2056) (local.get $length))
    (i32.store (i32.const 1024) (i32.gt_u (local.get $length) (i32.const 150)))
    (call $text (i32.const 1028) (i32.const 4200) (i32.const 12))
    (i32.const 1024))

  (func (export "revision") (result i64) (i64.load (i32.const 2048)))

  (func (export "state") (result i32)
    (call $render (i32.const 1040))
    (i32.const 1040))

  (func (export "call-tool")
    (param $name i32) (param $name_length i32) (param $arguments i32) (param $arguments_length i32)
    (result i32)
    (local $letter i32)
    (local.set $letter (i32.load8_u (local.get $name)))
    (i32.store (i32.const 1024) (i32.const 0))
    (if (i32.eq (local.get $letter) (i32.const 97)) (then
      (i32.store (i32.const 2056) (i32.add (i32.load (i32.const 2056)) (i32.const 1)))
      (call $changed)))
    (if (i32.eq (local.get $letter) (i32.const 104)) (then
      (global.set $hidden (i32.add (global.get $hidden) (i32.const 1)))
      (call $changed)))
    (if (i32.eq (local.get $letter) (i32.const 102)) (then
      (if (i32.lt_u (memory.size) (i32.const 4)) (then (drop (memory.grow (i32.const 2)))))
      (i32.store (i32.const 250000) (i32.add (i32.load (i32.const 250000)) (i32.const 1)))
      (call $changed)))
    (if (i32.eq (local.get $letter) (i32.const 114)) (then
      (i32.store (i32.const 1024) (i32.const 1))
      (call $text (i32.const 1028) (i32.const 4200) (i32.const 12))
      (return (i32.const 1024))))
    (;CALL;)
    (call $render (i32.const 1028))
    (i32.const 1024))

  (func (export "cabi_post_call-tool") (param i32)
    (global.set $heap (i32.const 65536)))
)
