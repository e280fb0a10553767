//! One QuickJS engine with the prelude and one program in it.
//!
//! What a server is lives in `prelude.js`; this side only evaluates texts, passes texts on and turns what was thrown
//! into an error.

use rquickjs::context::EvalOptions;
use rquickjs::function::IntoArgs;
use rquickjs::{Context, Ctx, Error, FromJs, Function, Object, Persistent, Runtime, Value};

use crate::clock;

/// The functions behind the exports, as one JavaScript function that is given the clock's setter.
const PRELUDE: &str = include_str!("../prelude.js");

/// Stack that JavaScript may use, in bytes. A program that recurses without end must get its `RangeError` before the
/// stack of the WebAssembly runtime ends, which would end the instance. That one is larger by a factor that differs
/// from function to function: with 512 KiB there, 128 KiB here held for every kind of recursive call that was tried.
const STACK: usize = 96 << 10;

/// How deeply arguments may be nested. The engine's JSON reader needs little of the stack that is counted above and
/// much of the other, so it would not stop in time.
const NESTING: usize = 100;

pub(crate) struct Engine {
    // Before the context: what it refers to must go first.
    exports: Persistent<Object<'static>>,
    context: Context,
    program: String,
    used: bool,
}

impl Engine {
    /// Evaluates a program. The error says where it is wrong.
    pub(crate) fn load(program: String) -> Result<Self, String> {
        clock::set(0.0);
        let broken = |error: Error| format!("the engine does not start: {error}");
        let runtime = Runtime::new().map_err(broken)?;
        runtime.set_max_stack_size(STACK);
        let context = Context::full(&runtime).map_err(broken)?;
        let exports = context.with(|ctx| {
            let exports = prelude(&ctx).map_err(broken)?;
            evaluate::<Value>(&ctx, &program, "program.js")
                .and_then(|_| call::<()>(&exports, "loaded", ()))
                .map_err(|error| reason(&exports, &error))?;
            Ok::<_, String>(Persistent::save(&ctx, exports))
        })?;
        Ok(Self { exports, context, program, used: false })
    }

    pub(crate) fn describe(&self) -> String {
        self.ask("describe", ()).unwrap_or_default()
    }

    pub(crate) fn start(&mut self, config: &str) -> Result<(), String> {
        if self.used {
            // What an earlier episode left in the program's own variables must not reach the next one.
            *self = Self::load(std::mem::take(&mut self.program))?;
        }
        self.used = true;
        self.ask("start", (config,))
    }

    pub(crate) fn call_tool(&self, name: &str, arguments: &str) -> Result<String, String> {
        if nesting(arguments) > NESTING {
            return Err(format!("the arguments are no JSON object: they are nested more than {NESTING} deep"));
        }
        self.ask("call", (name, arguments))
    }

    pub(crate) fn revision(&self) -> u64 {
        self.ask("revision", ()).unwrap_or_default()
    }

    pub(crate) fn state(&self) -> String {
        self.ask("state", ()).unwrap_or_default()
    }

    /// Calls one of the prelude's functions.
    fn ask<T>(&self, name: &str, arguments: impl for<'js> IntoArgs<'js>) -> Result<T, String>
    where
        T: for<'js> FromJs<'js>,
    {
        self.context.with(|ctx| {
            let exports = self.exports.clone().restore(&ctx).map_err(|error| error.to_string())?;
            call(&exports, name, arguments).map_err(|error| reason(&exports, &error))
        })
    }
}

fn prelude<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>, Error> {
    let make: Function = evaluate(ctx, PRELUDE, "prelude.js")?;
    make.call((Function::new(ctx.clone(), clock::set)?,))
}

fn evaluate<'js, T: FromJs<'js>>(ctx: &Ctx<'js>, text: &str, name: &str) -> Result<T, Error> {
    let mut options = EvalOptions::default();
    options.filename = Some(name.to_owned());
    ctx.eval_with_options(text, options)
}

fn call<'js, T: FromJs<'js>>(exports: &Object<'js>, name: &str, arguments: impl IntoArgs<'js>) -> Result<T, Error> {
    exports.get::<_, Function>(name)?.call(arguments)
}

/// What went wrong, in the prelude's words where something was thrown.
fn reason(exports: &Object<'_>, error: &Error) -> String {
    if !error.is_exception() {
        return error.to_string();
    }
    let thrown = exports.ctx().catch();
    call(exports, "explain", (thrown,)).unwrap_or_else(|_| "an error that cannot be shown".to_owned())
}

/// How deeply the arrays and objects of a JSON text are nested.
fn nesting(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
