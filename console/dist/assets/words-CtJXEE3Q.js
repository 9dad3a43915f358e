const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/oidc-DSfRjAQ_.js","assets/token-C-RoWOq7.js"])))=>i.map(i=>d[i]);
import{a as e,i as t,n,r,t as i}from"./token-C-RoWOq7.js";var a=Object.create,o=Object.defineProperty,s=Object.getOwnPropertyDescriptor,c=Object.getOwnPropertyNames,l=Object.getPrototypeOf,u=Object.prototype.hasOwnProperty,d=(e,t)=>()=>(t||(e((t={exports:{}}).exports,t,t.exports),e=null),t.exports),f=(e,t)=>{let n={};for(var r in e)o(n,r,{get:e[r],enumerable:!0});return t||o(n,Symbol.toStringTag,{value:`Module`}),n},p=(e,t,n,r)=>{if(t&&typeof t==`object`||typeof t==`function`)for(var i=c(t),a=0,l=i.length,d;a<l;a++)d=i[a],!u.call(e,d)&&d!==n&&o(e,d,{get:(e=>t[e]).bind(null,d),enumerable:!(r=s(t,d))||r.enumerable});return e},m=(e,t,n)=>(n=e==null?{}:a(l(e)),p(t||!e||!e.__esModule||!u.call(e,`default`)?o(n,`default`,{value:e,enumerable:!0}):n,e)),h=d((e=>{var t=Symbol.for(`react.transitional.element`),n=Symbol.for(`react.portal`),r=Symbol.for(`react.fragment`),i=Symbol.for(`react.strict_mode`),a=Symbol.for(`react.profiler`),o=Symbol.for(`react.consumer`),s=Symbol.for(`react.context`),c=Symbol.for(`react.forward_ref`),l=Symbol.for(`react.suspense`),u=Symbol.for(`react.memo`),d=Symbol.for(`react.lazy`),f=Symbol.for(`react.activity`),p=Symbol.for(`react.view_transition`),m=Symbol.iterator;function h(e){return typeof e!=`object`||!e?null:(e=m&&e[m]||e[`@@iterator`],typeof e==`function`?e:null)}var g={isMounted:function(){return!1},enqueueForceUpdate:function(){},enqueueReplaceState:function(){},enqueueSetState:function(){}},_=Object.assign,v={};function y(e,t,n){this.props=e,this.context=t,this.refs=v,this.updater=n||g}y.prototype.isReactComponent={},y.prototype.setState=function(e,t){if(typeof e!=`object`&&typeof e!=`function`&&e!=null)throw Error(`takes an object of state variables to update or a function which returns an object of state variables.`);this.updater.enqueueSetState(this,e,t,`setState`)},y.prototype.forceUpdate=function(e){this.updater.enqueueForceUpdate(this,e,`forceUpdate`)};function b(){}b.prototype=y.prototype;function x(e,t,n){this.props=e,this.context=t,this.refs=v,this.updater=n||g}var S=x.prototype=new b;S.constructor=x,_(S,y.prototype),S.isPureReactComponent=!0;var C=Array.isArray;function w(){}var T={H:null,A:null,T:null,S:null},E=Object.prototype.hasOwnProperty;function D(e,n,r){var i=r.ref;return{$$typeof:t,type:e,key:n,ref:i===void 0?null:i,props:r}}function O(e,t){return D(e.type,t,e.props)}function k(e){return typeof e==`object`&&!!e&&e.$$typeof===t}function ee(e){var t={"=":`=0`,":":`=2`};return`$`+e.replace(/[=:]/g,function(e){return t[e]})}var te=/\/+/g;function ne(e,t){return typeof e==`object`&&e&&e.key!=null?ee(``+e.key):t.toString(36)}function A(e){switch(e.status){case`fulfilled`:return e.value;case`rejected`:throw e.reason;default:switch(typeof e.status==`string`?e.then(w,w):(e.status=`pending`,e.then(function(t){e.status===`pending`&&(e.status=`fulfilled`,e.value=t)},function(t){e.status===`pending`&&(e.status=`rejected`,e.reason=t)})),e.status){case`fulfilled`:return e.value;case`rejected`:throw e.reason}}throw e}function j(e,r,i,a,o){var s=typeof e;(s===`undefined`||s===`boolean`)&&(e=null);var c=!1;if(e===null)c=!0;else switch(s){case`bigint`:case`string`:case`number`:c=!0;break;case`object`:switch(e.$$typeof){case t:case n:c=!0;break;case d:return c=e._init,j(c(e._payload),r,i,a,o)}}if(c)return o=o(e),c=a===``?`.`+ne(e,0):a,C(o)?(i=``,c!=null&&(i=c.replace(te,`$&/`)+`/`),j(o,r,i,``,function(e){return e})):o!=null&&(k(o)&&(o=O(o,i+(o.key==null||e&&e.key===o.key?``:(``+o.key).replace(te,`$&/`)+`/`)+c)),r.push(o)),1;c=0;var l=a===``?`.`:a+`:`;if(C(e))for(var u=0;u<e.length;u++)a=e[u],s=l+ne(a,u),c+=j(a,r,i,s,o);else if(u=h(e),typeof u==`function`)for(e=u.call(e),u=0;!(a=e.next()).done;)a=a.value,s=l+ne(a,u++),c+=j(a,r,i,s,o);else if(s===`object`){if(typeof e.then==`function`)return j(A(e),r,i,a,o);throw r=String(e),Error(`Objects are not valid as a React child (found: `+(r===`[object Object]`?`object with keys {`+Object.keys(e).join(`, `)+`}`:r)+`). If you meant to render a collection of children, use an array instead.`)}return c}function M(e,t,n){if(e==null)return e;var r=[],i=0;return j(e,r,``,``,function(e){return t.call(n,e,i++)}),r}function re(e){if(e._status===-1){var t=e._result,n=t();n.then(function(t){(e._status===0||e._status===-1)&&(e._status=1,e._result=t,n.status===void 0&&(n.status=`fulfilled`,n.value=t))},function(t){(e._status===0||e._status===-1)&&(e._status=2,e._result=t,n.status===void 0&&(n.status=`rejected`,n.reason=t))}),e._status===-1&&(e._status=0,e._result=n)}if(e._status===1)return e._result.default;throw e._result}var ie=typeof reportError==`function`?reportError:function(e){if(typeof window==`object`&&typeof window.ErrorEvent==`function`){var t=new window.ErrorEvent(`error`,{bubbles:!0,cancelable:!0,message:typeof e==`object`&&e&&typeof e.message==`string`?String(e.message):String(e),error:e});if(!window.dispatchEvent(t))return}else if(typeof process==`object`&&typeof process.emit==`function`){process.emit(`uncaughtException`,e);return}console.error(e)};function ae(e){var t=T.T,n={};n.types=t===null?null:t.types,T.T=n;try{var r=e(),i=T.S;i!==null&&i(n,r),typeof r==`object`&&r&&typeof r.then==`function`&&r.then(w,ie)}catch(e){ie(e)}finally{t!==null&&n.types!==null&&(t.types=n.types),T.T=t}}function oe(e){var t=T.T;if(t!==null){var n=t.types;n===null?t.types=[e]:n.indexOf(e)===-1&&n.push(e)}else ae(oe.bind(null,e))}var N={map:M,forEach:function(e,t,n){M(e,function(){t.apply(this,arguments)},n)},count:function(e){var t=0;return M(e,function(){t++}),t},toArray:function(e){return M(e,function(e){return e})||[]},only:function(e){if(!k(e))throw Error(`React.Children.only expected to receive a single React element child.`);return e}};e.Activity=f,e.Children=N,e.Component=y,e.Fragment=r,e.Profiler=a,e.PureComponent=x,e.StrictMode=i,e.Suspense=l,e.ViewTransition=p,e.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE=T,e.__COMPILER_RUNTIME={__proto__:null,c:function(e){return T.H.useMemoCache(e)}},e.addTransitionType=oe,e.cache=function(e){return function(){return e.apply(null,arguments)}},e.cacheSignal=function(){return null},e.cloneElement=function(e,t,n){if(e==null)throw Error(`The argument must be a React element, but you passed `+e+`.`);var r=_({},e.props),i=e.key;if(t!=null)for(a in t.key!==void 0&&(i=``+t.key),t)!E.call(t,a)||a===`key`||a===`__self`||a===`__source`||a===`ref`&&t.ref===void 0||(r[a]=t[a]);var a=arguments.length-2;if(a===1)r.children=n;else if(1<a){for(var o=Array(a),s=0;s<a;s++)o[s]=arguments[s+2];r.children=o}return D(e.type,i,r)},e.createContext=function(e){return e={$$typeof:s,_currentValue:e,_currentValue2:e,_threadCount:0,Provider:null,Consumer:null},e.Provider=e,e.Consumer={$$typeof:o,_context:e},e},e.createElement=function(e,t,n){var r,i={},a=null;if(t!=null)for(r in t.key!==void 0&&(a=``+t.key),t)E.call(t,r)&&r!==`key`&&r!==`__self`&&r!==`__source`&&(i[r]=t[r]);var o=arguments.length-2;if(o===1)i.children=n;else if(1<o){for(var s=Array(o),c=0;c<o;c++)s[c]=arguments[c+2];i.children=s}if(e&&e.defaultProps)for(r in o=e.defaultProps,o)i[r]===void 0&&(i[r]=o[r]);return D(e,a,i)},e.createRef=function(){return{current:null}},e.forwardRef=function(e){return{$$typeof:c,render:e}},e.isValidElement=k,e.lazy=function(e){return{$$typeof:d,_payload:{_status:-1,_result:e},_init:re}},e.memo=function(e,t){return{$$typeof:u,type:e,compare:t===void 0?null:t}},e.startTransition=ae,e.unstable_useCacheRefresh=function(){return T.H.useCacheRefresh()},e.use=function(e){return T.H.use(e)},e.useActionState=function(e,t,n){return T.H.useActionState(e,t,n)},e.useCallback=function(e,t){return T.H.useCallback(e,t)},e.useContext=function(e){return T.H.useContext(e)},e.useDebugValue=function(){},e.useDeferredValue=function(e,t){return T.H.useDeferredValue(e,t)},e.useEffect=function(e,t){return T.H.useEffect(e,t)},e.useEffectEvent=function(e){return T.H.useEffectEvent(e)},e.useId=function(){return T.H.useId()},e.useImperativeHandle=function(e,t,n){return T.H.useImperativeHandle(e,t,n)},e.useInsertionEffect=function(e,t){return T.H.useInsertionEffect(e,t)},e.useLayoutEffect=function(e,t){return T.H.useLayoutEffect(e,t)},e.useMemo=function(e,t){return T.H.useMemo(e,t)},e.useOptimistic=function(e,t){return T.H.useOptimistic(e,t)},e.useReducer=function(e,t,n){return T.H.useReducer(e,t,n)},e.useRef=function(e){return T.H.useRef(e)},e.useState=function(e){return T.H.useState(e)},e.useSyncExternalStore=function(e,t,n){return T.H.useSyncExternalStore(e,t,n)},e.useTransition=function(){return T.H.useTransition()},e.version=`19.3.1`})),g=d(((e,t)=>{t.exports=h()})),_=d((e=>{var t=g();function n(e){var t=`https://react.dev/errors/`+e;if(1<arguments.length){t+=`?args[]=`+encodeURIComponent(arguments[1]);for(var n=2;n<arguments.length;n++)t+=`&args[]=`+encodeURIComponent(arguments[n])}return`Minified React error #`+e+`; visit `+t+` for the full message or use the non-minified dev environment for full errors and additional helpful warnings.`}function r(){}var i={d:{f:r,r:function(){throw Error(n(522))},D:r,C:r,L:r,m:r,X:r,S:r,M:r},p:0,findDOMNode:null},a=Symbol.for(`react.portal`),o=Symbol.for(`react.recoverable`),s=Symbol.for(`react.optimistic_key`);function c(e,t,n){var r=3<arguments.length&&arguments[3]!==void 0?arguments[3]:null;return{$$typeof:a,key:r==null?null:r===s?s:``+r,children:e,containerInfo:t,implementation:n}}var l=t.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE;function u(e,t){if(e===`font`)return``;if(typeof t==`string`)return t===`use-credentials`?t:``}e.__DOM_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE=i,e.browser=function(e){return{$$typeof:o,_reason:e}},e.createPortal=function(e,t){var r=2<arguments.length&&arguments[2]!==void 0?arguments[2]:null;if(!t||t.nodeType!==1&&t.nodeType!==9&&t.nodeType!==11)throw Error(n(299));return c(e,t,null,r)},e.flushSync=function(e){var t=l.T,n=i.p;try{if(l.T=null,i.p=2,e)return e()}finally{l.T=t,i.p=n,i.d.f()}},e.preconnect=function(e,t){typeof e==`string`&&(t?(t=t.crossOrigin,t=typeof t==`string`?t===`use-credentials`?t:``:void 0):t=null,i.d.C(e,t))},e.prefetchDNS=function(e){typeof e==`string`&&i.d.D(e)},e.preinit=function(e,t){if(typeof e==`string`&&t&&typeof t.as==`string`){var n=t.as,r=u(n,t.crossOrigin),a=typeof t.integrity==`string`?t.integrity:void 0,o=typeof t.fetchPriority==`string`?t.fetchPriority:void 0;n===`style`?i.d.S(e,typeof t.precedence==`string`?t.precedence:void 0,{crossOrigin:r,integrity:a,fetchPriority:o}):n===`script`&&i.d.X(e,{crossOrigin:r,integrity:a,fetchPriority:o,nonce:typeof t.nonce==`string`?t.nonce:void 0})}},e.preinitModule=function(e,t){if(typeof e==`string`){if(typeof t==`object`&&t){if(t.as==null||t.as===`script`){var n=u(t.as,t.crossOrigin);i.d.M(e,{crossOrigin:n,integrity:typeof t.integrity==`string`?t.integrity:void 0,nonce:typeof t.nonce==`string`?t.nonce:void 0,fetchPriority:typeof t.fetchPriority==`string`?t.fetchPriority:void 0})}}else t??i.d.M(e)}},e.preload=function(e,t){if(typeof e==`string`&&typeof t==`object`&&t&&typeof t.as==`string`){var n=t.as,r=u(n,t.crossOrigin);i.d.L(e,n,{crossOrigin:r,integrity:typeof t.integrity==`string`?t.integrity:void 0,nonce:typeof t.nonce==`string`?t.nonce:void 0,type:typeof t.type==`string`?t.type:void 0,fetchPriority:typeof t.fetchPriority==`string`?t.fetchPriority:void 0,referrerPolicy:typeof t.referrerPolicy==`string`?t.referrerPolicy:void 0,imageSrcSet:typeof t.imageSrcSet==`string`?t.imageSrcSet:void 0,imageSizes:typeof t.imageSizes==`string`?t.imageSizes:void 0,media:typeof t.media==`string`?t.media:void 0})}},e.preloadModule=function(e,t){if(typeof e==`string`){if(t){var n=u(t.as,t.crossOrigin);i.d.m(e,{as:typeof t.as==`string`&&t.as!==`script`?t.as:void 0,crossOrigin:n,integrity:typeof t.integrity==`string`?t.integrity:void 0,nonce:typeof t.nonce==`string`?t.nonce:void 0,fetchPriority:typeof t.fetchPriority==`string`?t.fetchPriority:void 0})}else i.d.m(e)}},e.requestFormReset=function(e){i.d.r(e)},e.unstable_batchedUpdates=function(e,t){return e(t)},e.useFormState=function(e,t,n){return l.H.useFormState(e,t,n)},e.useFormStatus=function(){return l.H.useHostTransitionStatus()},e.version=`19.3.1`})),v=d(((e,t)=>{function n(){if(typeof __REACT_DEVTOOLS_GLOBAL_HOOK__<`u`&&typeof __REACT_DEVTOOLS_GLOBAL_HOOK__.checkDCE==`function`)try{__REACT_DEVTOOLS_GLOBAL_HOOK__.checkDCE(n)}catch(e){console.error(e)}}n(),t.exports=_()})),y=d((e=>{var t=Symbol.for(`react.transitional.element`),n=Symbol.for(`react.fragment`);function r(e,n,r){var i=null;if(r!==void 0&&(i=``+r),n.key!==void 0&&(i=``+n.key),`key`in n)for(var a in r={},n)a!==`key`&&(r[a]=n[a]);else r=n;return n=r.ref,{$$typeof:t,type:e,key:i,ref:n===void 0?null:n,props:r}}e.Fragment=n,e.jsx=r,e.jsxs=r})),b=d(((e,t)=>{t.exports=y()})),x=d((e=>{var t=g();function n(e,t){return e===t&&(e!==0||1/e==1/t)||e!==e&&t!==t}var r=typeof Object.is==`function`?Object.is:n,i=t.useState,a=t.useEffect,o=t.useLayoutEffect,s=t.useDebugValue;function c(e,t){var n=t(),r=i({inst:{value:n,getSnapshot:t}}),c=r[0].inst,u=r[1];return o(function(){c.value=n,c.getSnapshot=t,l(c)&&u({inst:c})},[e,n,t]),a(function(){return l(c)&&u({inst:c}),e(function(){l(c)&&u({inst:c})})},[e]),s(n),n}function l(e){var t=e.getSnapshot;e=e.value;try{var n=t();return!r(e,n)}catch{return!0}}function u(e,t){return t()}var d=typeof window>`u`||window.document===void 0||window.document.createElement===void 0?u:c;e.useSyncExternalStore=t.useSyncExternalStore===void 0?d:t.useSyncExternalStore})),S=d(((e,t)=>{t.exports=x()})),C=d((e=>{var t=g(),n=S();function r(e,t){return e===t&&(e!==0||1/e==1/t)||e!==e&&t!==t}var i=typeof Object.is==`function`?Object.is:r,a=n.useSyncExternalStore,o=t.useRef,s=t.useEffect,c=t.useMemo,l=t.useDebugValue;e.useSyncExternalStoreWithSelector=function(e,t,n,r,u){var d=o(null);if(d.current===null){var f={hasValue:!1,value:null};d.current=f}else f=d.current;d=c(function(){function e(e){if(!a){if(a=!0,o=e,e=r(e),u!==void 0&&f.hasValue){var t=f.value;if(u(t,e))return s=t}return s=e}if(t=s,i(o,e))return t;var n=r(e);return u!==void 0&&u(t,n)?(o=e,t):(o=e,s=n)}var a=!1,o,s,c=n===void 0?null:n;return[function(){return e(t())},c===null?void 0:function(){return e(c())}]},[t,n,r,u]);var p=a(e,d[0],d[1]);return s(function(){f.hasValue=!0,f.value=p},[p]),l(p),p}})),w=d(((e,t)=>{t.exports=C()})),T={NAME:`Name`,DOCUMENT:`Document`,OPERATION_DEFINITION:`OperationDefinition`,VARIABLE_DEFINITION:`VariableDefinition`,SELECTION_SET:`SelectionSet`,FIELD:`Field`,ARGUMENT:`Argument`,FRAGMENT_SPREAD:`FragmentSpread`,INLINE_FRAGMENT:`InlineFragment`,FRAGMENT_DEFINITION:`FragmentDefinition`,VARIABLE:`Variable`,INT:`IntValue`,FLOAT:`FloatValue`,STRING:`StringValue`,BOOLEAN:`BooleanValue`,NULL:`NullValue`,ENUM:`EnumValue`,LIST:`ListValue`,OBJECT:`ObjectValue`,OBJECT_FIELD:`ObjectField`,DIRECTIVE:`Directive`,NAMED_TYPE:`NamedType`,LIST_TYPE:`ListType`,NON_NULL_TYPE:`NonNullType`},E=class extends Error{constructor(e,t,n,r,i,a,o){super(e),this.name=`GraphQLError`,this.message=e,i&&(this.path=i),t&&(this.nodes=Array.isArray(t)?t:[t]),n&&(this.source=n),r&&(this.positions=r),a&&(this.originalError=a);var s=o;if(!s&&a){var c=a.extensions;c&&typeof c==`object`&&(s=c)}this.extensions=s||{}}toJSON(){return{...this,message:this.message}}toString(){return this.message}get[Symbol.toStringTag](){return`GraphQLError`}},D,O;function k(e){return new E(`Syntax Error: Unexpected token at ${O} in ${e}`)}function ee(e){if(e.lastIndex=O,e.test(D))return D.slice(O,O=e.lastIndex)}var te=/ +(?=[^\s])/y;function ne(e){for(var t=e.split(`
`),n=``,r=0,i=0,a=t.length-1,o=0;o<t.length;o++)te.lastIndex=0,te.test(t[o])&&(o&&(!r||te.lastIndex<r)&&(r=te.lastIndex),i||=o,a=o);for(var s=i;s<=a;s++)s!==i&&(n+=`
`),n+=t[s].slice(r).replace(/\\"""/g,`"""`);return n}function A(){for(var e=0|D.charCodeAt(O++);e===9||e===10||e===13||e===32||e===35||e===44||e===65279;e=0|D.charCodeAt(O++))if(e===35)for(;(e=0|D.charCodeAt(O++))&&e!==10&&e!==13;);O--}function j(){for(var e=O,t=0|D.charCodeAt(O++);t>=48&&t<=57||t>=65&&t<=90||t===95||t>=97&&t<=122;t=0|D.charCodeAt(O++));if(e===O-1)throw k(`Name`);var n=D.slice(e,--O);return A(),n}function M(){return{kind:`Name`,value:j()}}var re=/(?:"""|(?:[\s\S]*?[^\\])""")/y,ie=/(?:(?:\.\d+)?[eE][+-]?\d+|\.\d+)/y;function ae(e){var t;switch(D.charCodeAt(O)){case 91:O++,A();for(var n=[];D.charCodeAt(O)!==93;)n.push(ae(e));return O++,A(),{kind:`ListValue`,values:n};case 123:O++,A();for(var r=[];D.charCodeAt(O)!==125;){var i=M();if(D.charCodeAt(O++)!==58)throw k(`ObjectField`);A(),r.push({kind:`ObjectField`,name:i,value:ae(e)})}return O++,A(),{kind:`ObjectValue`,fields:r};case 36:if(e)throw k(`Variable`);return O++,{kind:`Variable`,name:M()};case 34:if(D.charCodeAt(O+1)===34&&D.charCodeAt(O+2)===34){if(O+=3,(t=ee(re))==null)throw k(`StringValue`);return A(),{kind:`StringValue`,value:ne(t.slice(0,-3)),block:!0}}var a=O,o;O++;var s=!1;for(o=0|D.charCodeAt(O++);o===92&&(O++,s=!0)||o!==10&&o!==13&&o!==34&&o;o=0|D.charCodeAt(O++));if(o!==34)throw k(`StringValue`);return t=D.slice(a,O),A(),{kind:`StringValue`,value:s?JSON.parse(t):t.slice(1,-1),block:!1};case 45:case 48:case 49:case 50:case 51:case 52:case 53:case 54:case 55:case 56:case 57:for(var c=O++,l;(l=0|D.charCodeAt(O++))>=48&&l<=57;);var u=D.slice(c,--O);if((l=D.charCodeAt(O))===46||l===69||l===101){if((t=ee(ie))==null)throw k(`FloatValue`);return A(),{kind:`FloatValue`,value:u+t}}return A(),{kind:`IntValue`,value:u};case 110:if(D.charCodeAt(O+1)===117&&D.charCodeAt(O+2)===108&&D.charCodeAt(O+3)===108)return O+=4,A(),{kind:`NullValue`};break;case 116:if(D.charCodeAt(O+1)===114&&D.charCodeAt(O+2)===117&&D.charCodeAt(O+3)===101)return O+=4,A(),{kind:`BooleanValue`,value:!0};break;case 102:if(D.charCodeAt(O+1)===97&&D.charCodeAt(O+2)===108&&D.charCodeAt(O+3)===115&&D.charCodeAt(O+4)===101)return O+=5,A(),{kind:`BooleanValue`,value:!1}}return{kind:`EnumValue`,value:j()}}function oe(e){if(D.charCodeAt(O)===40){var t=[];O++,A();do{var n=M();if(D.charCodeAt(O++)!==58)throw k(`Argument`);A(),t.push({kind:`Argument`,name:n,value:ae(e)})}while(D.charCodeAt(O)!==41);return O++,A(),t}}function N(e){if(D.charCodeAt(O)===64){var t=[];do O++,t.push({kind:`Directive`,name:M(),arguments:oe(e)});while(D.charCodeAt(O)===64);return t}}function se(){for(var e=0;D.charCodeAt(O)===91;)e++,O++,A();var t={kind:`NamedType`,name:M()};do if(D.charCodeAt(O)===33&&(O++,A(),t={kind:`NonNullType`,type:t}),e){if(D.charCodeAt(O++)!==93)throw k(`NamedType`);A(),t={kind:`ListType`,type:t}}while(e--);return t}function ce(){if(D.charCodeAt(O++)!==123)throw k(`SelectionSet`);return A(),le()}function le(){var e=[];do if(D.charCodeAt(O)===46){if(D.charCodeAt(++O)!==46||D.charCodeAt(++O)!==46)throw k(`SelectionSet`);switch(O++,A(),D.charCodeAt(O)){case 64:e.push({kind:`InlineFragment`,typeCondition:void 0,directives:N(!1),selectionSet:ce()});break;case 111:D.charCodeAt(O+1)===110?(O+=2,A(),e.push({kind:`InlineFragment`,typeCondition:{kind:`NamedType`,name:M()},directives:N(!1),selectionSet:ce()})):e.push({kind:`FragmentSpread`,name:M(),directives:N(!1)});break;case 123:O++,A(),e.push({kind:`InlineFragment`,typeCondition:void 0,directives:void 0,selectionSet:le()});break;default:e.push({kind:`FragmentSpread`,name:M(),directives:N(!1)})}}else{var t=M(),n=void 0;D.charCodeAt(O)===58&&(O++,A(),n=t,t=M());var r=oe(!1),i=N(!1),a=void 0;D.charCodeAt(O)===123&&(O++,A(),a=le()),e.push({kind:`Field`,alias:n,name:t,arguments:r,directives:i,selectionSet:a})}while(D.charCodeAt(O)!==125);return O++,A(),{kind:`SelectionSet`,selections:e}}function ue(){if(A(),D.charCodeAt(O)===40){var e=[];O++,A();do{var t=void 0;if(D.charCodeAt(O)===34&&(t=ae(!0)),D.charCodeAt(O++)!==36)throw k(`Variable`);var n=M();if(D.charCodeAt(O++)!==58)throw k(`VariableDefinition`);A();var r=se(),i=void 0;D.charCodeAt(O)===61&&(O++,A(),i=ae(!0)),A();var a={kind:`VariableDefinition`,variable:{kind:`Variable`,name:n},type:r,defaultValue:i,directives:N(!0)};t&&(a.description=t),e.push(a)}while(D.charCodeAt(O)!==41);return O++,A(),e}}function de(e){var t=M();if(D.charCodeAt(O++)!==111||D.charCodeAt(O++)!==110)throw k(`FragmentDefinition`);A();var n={kind:`FragmentDefinition`,name:t,typeCondition:{kind:`NamedType`,name:M()},directives:N(!1),selectionSet:ce()};return e&&(n.description=e),n}function fe(){var e=[];do{var t=void 0;if(D.charCodeAt(O)===34&&(t=ae(!0)),D.charCodeAt(O)===123){if(t)throw k(`Document`);O++,A(),e.push({kind:`OperationDefinition`,operation:`query`,name:void 0,variableDefinitions:void 0,directives:void 0,selectionSet:le()})}else{var n=j();switch(n){case`fragment`:e.push(de(t));break;case`query`:case`mutation`:case`subscription`:var r,i=void 0;(r=D.charCodeAt(O))!==40&&r!==64&&r!==123&&(i=M());var a={kind:`OperationDefinition`,operation:n,name:i,variableDefinitions:ue(),directives:N(!1),selectionSet:ce()};t&&(a.description=t),e.push(a);break;default:throw k(`Document`)}}}while(O<D.length);return e}function pe(e,t){return D=e.body?e.body:e,O=0,A(),t&&t.noLocation?{kind:`Document`,definitions:fe()}:{kind:`Document`,definitions:fe(),loc:{start:0,end:D.length,startToken:void 0,endToken:void 0,source:{body:D,name:`graphql.web`,locationOffset:{line:1,column:1}}}}}function P(e,t,n){for(var r=``,i=0;i<e.length;i++)i&&(r+=t),r+=n(e[i]);return r}function me(e){return JSON.stringify(e)}function he(e){return`"""
`+e.replace(/"""/g,`\\"""`)+`
"""`}var F=`
`,I={OperationDefinition(e){var t=``;e.description&&(t+=I.StringValue(e.description)+`
`),t+=e.operation,e.name&&(t+=` `+e.name.value),e.variableDefinitions&&e.variableDefinitions.length&&(e.name||(t+=` `),t+=`(`+P(e.variableDefinitions,`, `,I.VariableDefinition)+`)`),e.directives&&e.directives.length&&(t+=` `+P(e.directives,` `,I.Directive));var n=I.SelectionSet(e.selectionSet);return t===`query`?n:t+` `+n},VariableDefinition(e){var t=``;return e.description&&(t+=I.StringValue(e.description)+` `),t+=I.Variable(e.variable)+`: `+ge(e.type),e.defaultValue&&(t+=` = `+ge(e.defaultValue)),e.directives&&e.directives.length&&(t+=` `+P(e.directives,` `,I.Directive)),t},Field(e){var t=e.alias?e.alias.value+`: `+e.name.value:e.name.value;if(e.arguments&&e.arguments.length){var n=P(e.arguments,`, `,I.Argument);t.length+n.length+2>80?t+=`(`+(F+=`  `)+P(e.arguments,F,I.Argument)+(F=F.slice(0,-2))+`)`:t+=`(`+n+`)`}return e.directives&&e.directives.length&&(t+=` `+P(e.directives,` `,I.Directive)),e.selectionSet&&e.selectionSet.selections.length&&(t+=` `+I.SelectionSet(e.selectionSet)),t},StringValue(e){return e.block?he(e.value).replace(/\n/g,F):me(e.value)},BooleanValue:e=>``+e.value,NullValue:e=>`null`,IntValue:e=>e.value,FloatValue:e=>e.value,EnumValue:e=>e.value,Name:e=>e.value,Variable:e=>`$`+e.name.value,ListValue:e=>`[`+P(e.values,`, `,ge)+`]`,ObjectValue:e=>`{`+P(e.fields,`, `,I.ObjectField)+`}`,ObjectField:e=>e.name.value+`: `+ge(e.value),Document(e){return!e.definitions||!e.definitions.length?``:P(e.definitions,`

`,ge)},SelectionSet:e=>`{`+(F+=`  `)+P(e.selections,F,ge)+(F=F.slice(0,-2))+`}`,Argument:e=>e.name.value+`: `+ge(e.value),FragmentSpread(e){var t=`...`+e.name.value;return e.directives&&e.directives.length&&(t+=` `+P(e.directives,` `,I.Directive)),t},InlineFragment(e){var t=`...`;return e.typeCondition&&(t+=` on `+e.typeCondition.name.value),e.directives&&e.directives.length&&(t+=` `+P(e.directives,` `,I.Directive)),t+=` `+I.SelectionSet(e.selectionSet)},FragmentDefinition(e){var t=``;return e.description&&(t+=I.StringValue(e.description)+`
`),t+=`fragment `+e.name.value,t+=` on `+e.typeCondition.name.value,e.directives&&e.directives.length&&(t+=` `+P(e.directives,` `,I.Directive)),t+` `+I.SelectionSet(e.selectionSet)},Directive(e){var t=`@`+e.name.value;return e.arguments&&e.arguments.length&&(t+=`(`+P(e.arguments,`, `,I.Argument)+`)`),t},NamedType:e=>e.name.value,ListType:e=>`[`+ge(e.type)+`]`,NonNullType:e=>ge(e.type)+`!`},ge=e=>I[e.kind](e);function _e(e){return F=`
`,I[e.kind]?I[e.kind](e):``}function ve(e,t){switch(e.kind){case`NullValue`:return null;case`IntValue`:return parseInt(e.value,10);case`FloatValue`:return parseFloat(e.value);case`StringValue`:case`EnumValue`:case`BooleanValue`:return e.value;case`ListValue`:for(var n=[],r=0,i=e.values.length;r<i;r++)n.push(ve(e.values[r],t));return n;case`ObjectValue`:for(var a=Object.create(null),o=0,s=e.fields.length;o<s;o++){var c=e.fields[o];a[c.name.value]=ve(c.value,t)}return a;case`Variable`:return t&&t[e.name.value]}}var ye=()=>{},L=ye;function R(e){return{tag:0,0:e}}function be(e){return{tag:1,0:e}}var xe=()=>typeof Symbol==`function`&&Symbol.asyncIterator||`@@asyncIterator`,Se=e=>e;function z(e){return t=>n=>{var r=L;t((t=>{t===0?n(0):t.tag===0?(r=t[0],n(t)):e(t[0])?n(t):r(0)}))}}function Ce(e){return t=>n=>t((t=>{t===0||t.tag===0?n(t):n(be(e(t[0])))}))}function we(e){return t=>n=>{var r=[],i=L,a=!1,o=!1;t((t=>{o||(t===0?(o=!0,r.length||n(0)):t.tag===0?i=t[0]:(a=!1,(function(e){var t=L;e((e=>{if(e===0){if(r.length){var s=r.indexOf(t);s>-1&&(r=r.slice()).splice(s,1),r.length||(o?n(0):a||(a=!0,i(0)))}}else e.tag===0?(r.push(t=e[0]),t(0)):r.length&&(n(e),t(0))}))})(e(t[0])),a||(a=!0,i(0))))})),n(R((e=>{if(e===1){o||(o=!0,i(1));for(var t=0,n=r,s=r.length;t<s;t++)n[t](1);r.length=0}else{!o&&!a?(a=!0,i(0)):a=!1;for(var c=0,l=r,u=r.length;c<u;c++)l[c](0)}})))}}function Te(e){return we(Se)(e)}function Ee(e){return Te(Re(e))}function De(e){return t=>n=>{var r=!1;t((t=>{if(!r){if(t===0)r=!0,n(0),e();else if(t.tag===0){var i=t[0];n(R((t=>{t===1?(r=!0,i(1),e()):i(t)})))}else n(t)}}))}}function Oe(e){return t=>n=>{var r=!1;t((t=>{if(!r){if(t===0)r=!0,n(0);else if(t.tag===0){var i=t[0];n(R((e=>{e===1&&(r=!0),i(e)})))}else e(t[0]),n(t)}}))}}function ke(e){return t=>n=>t((t=>{t===0?n(0):t.tag===0?(n(t),e()):n(t)}))}function Ae(e){var t=[],n=L,r=!1;return i=>{t.push(i),t.length===1&&e((e=>{if(e===0){for(var i=0,a=t,o=t.length;i<o;i++)a[i](0);t.length=0}else if(e.tag===0)n=e[0];else{r=!1;for(var s=0,c=t,l=t.length;s<l;s++)c[s](e)}})),i(R((e=>{if(e===1){var a=t.indexOf(i);a>-1&&(t=t.slice()).splice(a,1),t.length||n(1)}else r||(r=!0,n(0))})))}}function je(e){return t=>n=>{var r=L,i=L,a=!1,o=!1,s=!1,c=!1;t((t=>{c||(t===0?(c=!0,s||n(0)):t.tag===0?r=t[0]:(s&&(i(1),i=L),a?a=!1:(a=!0,r(0)),(function(e){s=!0,e((e=>{s&&(e===0?(s=!1,c?n(0):a||(a=!0,r(0))):e.tag===0?(o=!1,(i=e[0])(0)):(n(e),o?o=!1:i(0)))}))})(e(t[0]))))})),n(R((e=>{e===1?(c||(c=!0,r(1)),s&&(s=!1,i(1))):(!c&&!a&&(a=!0,r(0)),s&&!o&&(o=!0,i(0)))})))}}function Me(e){return t=>n=>{var r=L,i=!1,a=0;t((t=>{i||(t===0?(i=!0,n(0)):t.tag===0?e<=0?(i=!0,n(0),t[0](1)):r=t[0]:a++<e?(n(t),!i&&a>=e&&(i=!0,n(0),r(1))):n(t))})),n(R((t=>{t===1&&!i?(i=!0,r(1)):t===0&&!i&&a<e&&r(0)})))}}function Ne(e){return t=>n=>{var r=L,i=L,a=!1;t((t=>{a||(t===0?(a=!0,i(1),n(0)):t.tag===0?(r=t[0],e((e=>{e===0||(e.tag===0?(i=e[0])(0):(a=!0,i(1),r(1),n(0)))}))):n(t))})),n(R((e=>{e===1&&!a?(a=!0,r(1),i(1)):a||r(0)})))}}function Pe(e,t){return n=>r=>{var i=L,a=!1;n((n=>{a||(n===0?(a=!0,r(0)):n.tag===0?(i=n[0],r(n)):e(n[0])?r(n):(a=!0,t&&r(n),r(0),i(1)))}))}}function Fe(e){return t=>e()(t)}function Ie(e){return t=>{var n=e[xe()]&&e[xe()]()||e,r=!1,i=!1,a=!1,o;t(R((async e=>{if(e===1)r=!0,n.return&&n.return();else if(i)a=!0;else{for(a=i=!0;a&&!r;)if((o=await n.next()).done)r=!0,n.return&&await n.return(),t(0);else try{a=!1,t(be(o.value))}catch(e){if(n.throw)(r=!!(await n.throw(e)).done)&&t(0);else throw e}i=!1}})))}}function Le(e){return e[xe()]?Ie(e):t=>{var n=e[Symbol.iterator](),r=!1,i=!1,a=!1,o;t(R((e=>{if(e===1)r=!0,n.return&&n.return();else if(i)a=!0;else{for(a=i=!0;a&&!r;)if((o=n.next()).done)r=!0,n.return&&n.return(),t(0);else try{a=!1,t(be(o.value))}catch(e){if(n.throw)(r=!!n.throw(e).done)&&t(0);else throw e}i=!1}})))}}var Re=Le;function ze(e){return t=>{var n=!1;t(R((r=>{r===1?n=!0:n||(n=!0,t(be(e)),t(0))})))}}function Be(e){return t=>{var n=!1,r=e({next(e){n||t(be(e))},complete(){n||(n=!0,t(0))}});t(R((e=>{e===1&&!n&&(n=!0,r())})))}}function Ve(){var e,t;return{source:Ae(Be((n=>(e=n.next,t=n.complete,ye)))),next(t){e&&e(t)},complete(){t&&t()}}}var He=e=>{var t=!1;e(R((n=>{n===1?t=!0:t||(t=!0,e(0))})))};function Ue(e){return Be((t=>(e.then((e=>{Promise.resolve(e).then((()=>{t.next(e),t.complete()}))})),ye)))}function We(e){return t=>{var n=L,r=!1;return t((t=>{t===0?r=!0:t.tag===0?(n=t[0])(0):r||(e(t[0]),n(0))})),{unsubscribe(){r||(r=!0,n(1))}}}}function Ge(e){We((e=>{}))(e)}function Ke(e){return new Promise((t=>{var n=L,r;e((e=>{e===0?Promise.resolve(r).then(t):e.tag===0?(n=e[0])(0):(r=e[0],n(0))}))}))}var qe=(...e)=>{for(var t=e[0],n=1,r=e.length;n<r;n++)t=e[n](t);return t},Je=e=>e&&typeof e.message==`string`&&(e.extensions||e.name===`GraphQLError`)?e:typeof e==`object`&&typeof e.message==`string`?new E(e.message,e.nodes,e.source,e.positions,e.path,e,e.extensions||{}):new E(e),Ye=class extends Error{constructor(e){var t=(e.graphQLErrors||[]).map(Je),n=((e,t)=>{var n=``;if(e)return`[Network] ${e.message}`;if(t)for(var r=0,i=t.length;r<i;r++)n&&(n+=`
`),n+=`[GraphQL] ${t[r].message}`;return n})(e.networkError,t);super(n),this.name=`CombinedError`,this.message=n,this.graphQLErrors=t,this.networkError=e.networkError,this.response=e.response}toString(){return this.message}},Xe=(e,t)=>{for(var n=0|(t||5381),r=0,i=0|e.length;r<i;r++)n=(n<<5)+n+e.charCodeAt(r);return n},Ze=new Set,Qe=new WeakMap,$e=(e,t)=>{if(e===null||Ze.has(e))return`null`;if(typeof e!=`object`)return JSON.stringify(e)||``;if(e.toJSON)return $e(e.toJSON(),t);if(Array.isArray(e)){for(var n=`[`,r=0,i=e.length;r<i;r++)n.length>1&&(n+=`,`),n+=$e(e[r],t)||`null`;return n+=`]`}if(!t&&(rt!==nt&&e instanceof rt||it!==nt&&e instanceof it))return`null`;var a=Object.keys(e).sort();if(!a.length&&e.constructor&&Object.getPrototypeOf(e).constructor!==Object.prototype.constructor){var o=Qe.get(e)||Math.random().toString(36).slice(2);return Qe.set(e,o),$e({__key:o},t)}Ze.add(e);for(var s=`{`,c=0,l=a.length;c<l;c++){var u=$e(e[a[c]],t);u&&(s.length>1&&(s+=`,`),s+=$e(a[c],t)+`:`+u)}return Ze.delete(e),s+=`}`},et=(e,t,n)=>{if(!(typeof n!=`object`||!n||n.toJSON||Ze.has(n))){if(Array.isArray(n))for(var r=0,i=n.length;r<i;r++)et(e,`${t}.${r}`,n[r]);else if(n instanceof rt||n instanceof it)e.set(t,n);else for(var a in Ze.add(n),n)et(e,`${t}.${a}`,n[a])}},tt=(e,t)=>(Ze.clear(),$e(e,t||!1)),nt=class{},rt=typeof File<`u`?File:nt,it=typeof Blob<`u`?Blob:nt,at=/("{3}[\s\S]*"{3}|"(?:\\.|[^"])*")/g,ot=/(?:#[^\n\r]+)?(?:[\r\n]+|$)/g,st=(e,t)=>t%2==0?e.replace(ot,`
`):e,ct=e=>e.split(at).map(st).join(``).trim(),lt=new Map,ut=new Map,dt=e=>{var t;return typeof e==`string`?t=ct(e):e.loc&&ut.get(e.__key)===e?t=e.loc.source.body:(t=lt.get(e)||ct(_e(e)),lt.set(e,t)),typeof e!=`string`&&!e.loc&&(e.loc={start:0,end:t.length,source:{body:t,name:`gql`,locationOffset:{line:1,column:1}}}),t},ft=e=>{var t;if(e.documentId)t=Xe(e.documentId);else if(t=Xe(dt(e)),e.definitions){var n=ht(e);n&&(t=Xe(`\n# ${n}`,t))}return t},pt=e=>{var t,n;return typeof e==`string`?(t=ft(e),n=ut.get(t)||pe(e,{noLocation:!0})):(t=e.__key||ft(e),n=ut.get(t)||e),n.loc||dt(n),n.__key=t,ut.set(t,n),n},mt=(e,t,n)=>{var r=t||{},i=pt(e),a=tt(r,!0),o=i.__key;return a!==`{}`&&(o=Xe(a,o)),{key:o,query:i,variables:r,extensions:n}},ht=e=>{for(var t=0,n=e.definitions.length;t<n;t++){var r=e.definitions[t];if(r.kind===T.OPERATION_DEFINITION)return r.name?r.name.value:void 0}},gt=(e,t,n)=>{var r=t.payload||t;if(!(`data`in r||`errors`in r&&Array.isArray(r.errors)))throw Error(`No Content`);var i=e.kind===`subscription`;return{operation:e,data:r.data,error:Array.isArray(r.errors)?new Ye({graphQLErrors:r.errors,response:n}):void 0,extensions:r.extensions?{...r.extensions}:void 0,hasNext:t.hasNext==null?i:t.hasNext,stale:!1}},_t=(e,t)=>{if(typeof e==`object`&&e){if(Array.isArray(e)){e=[...e];for(var n=0,r=t.length;n<r;n++)e[n]=_t(e[n],t[n]);return e}if(!e.constructor||e.constructor===Object){for(var i in e={...e},t)e[i]=_t(e[i],t[i]);return e}}return t},vt=(e,t,n,r)=>{var i=e.error?e.error.graphQLErrors:[],a=!!e.extensions||!!(t.payload||t).extensions,o={...e.extensions,...(t.payload||t).extensions},s=t.incremental;`path`in t&&(s=[t]);var c={data:e.data};if(s)for(var l=function(){var e=s[u];Array.isArray(e.errors)&&i.push(...e.errors),e.extensions&&(Object.assign(o,e.extensions),a=!0);var t=`data`,n=c,l=[];if(e.path)l=e.path;else if(r){var d=r.find((t=>t.id===e.id));l=e.subPath?[...d.path,...e.subPath]:d.path}for(var f=0,p=l.length;f<p;t=l[f++])n=n[t]=Array.isArray(n[t])?[...n[t]]:{...n[t]};if(e.items)for(var m=+t>=0?t:0,h=0,g=e.items.length;h<g;h++)n[m+h]=_t(n[m+h],e.items[h]);else e.data!==void 0&&(n[t]=_t(n[t],e.data))},u=0,d=s.length;u<d;u++)l();else c.data=(t.payload||t).data||e.data,i=t.errors||t.payload&&t.payload.errors||i;return{operation:e.operation,data:c.data,error:i.length?new Ye({graphQLErrors:i,response:n}):void 0,extensions:a?o:void 0,hasNext:t.hasNext==null?e.hasNext:t.hasNext,stale:!1}},yt=(e,t,n)=>({operation:e,data:void 0,error:new Ye({networkError:t,response:n}),extensions:void 0,hasNext:!1,stale:!1});function bt(e){var t={query:void 0,documentId:void 0,operationName:ht(e.query),variables:e.variables||void 0,extensions:e.extensions};return`documentId`in e.query&&e.query.documentId&&(!e.query.definitions||!e.query.definitions.length)?t.documentId=e.query.documentId:e.extensions&&e.extensions.persistedQuery&&!e.extensions.persistedQuery.miss||(t.query=dt(e.query)),t}var xt=(e,t)=>{var n=e.kind===`query`&&e.context.preferGetMethod;if(!n||!t)return e.context.url;var r=St(e.context.url);for(var i in t){var a=t[i];a&&r[1].set(i,typeof a==`object`?tt(a):a)}var o=r.join(`?`);return o.length>2047&&n!==`force`?(e.context.preferGetMethod=!1,e.context.url):o},St=e=>{var t=e.indexOf(`?`);return t>-1?[e.slice(0,t),new URLSearchParams(e.slice(t+1))]:[e,new URLSearchParams]},Ct=(e,t)=>{if(t&&!(e.kind===`query`&&e.context.preferGetMethod)){var n=tt(t),r=(e=>{var t=new Map;return(rt!==nt||it!==nt)&&(Ze.clear(),et(t,`variables`,e)),t})(t.variables);if(r.size){var i=new FormData;i.append(`operations`,n),i.append(`map`,tt({...[...r.keys()].map((e=>[e]))}));var a=0;for(var o of r.values())i.append(``+a++,o);return i}return n}},wt=(e,t)=>{var n={accept:e.kind===`subscription`?`text/event-stream, multipart/mixed`:`application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed`},r=(typeof e.context.fetchOptions==`function`?e.context.fetchOptions():e.context.fetchOptions)||{};if(r.headers){if((e=>`has`in e&&!Object.keys(e).length)(r.headers))r.headers.forEach(((e,t)=>{n[t]=e}));else if(Array.isArray(r.headers))r.headers.forEach(((e,t)=>{Array.isArray(e)?n[e[0]]?n[e[0]]=`${n[e[0]]},${e[1]}`:n[e[0]]=e[1]:n[t]=e}));else for(var i in r.headers)n[i.toLowerCase()]=r.headers[i]}var a=Ct(e,t);return typeof a==`string`&&!n[`content-type`]&&(n[`content-type`]=`application/json`),{...r,method:a?`POST`:`GET`,body:a,headers:n}},Tt=/boundary="?([^=";]+)"?/i,Et=/data: ?([^\n]+)/;async function*Dt(e){if(e.body[Symbol.asyncIterator])for await(var t of e.body)yield t;else{var n=e.body.getReader(),r;try{for(;!(r=await n.read()).done;)yield r.value}finally{n.cancel()}}}async function*Ot(e,t){var n=typeof TextDecoder<`u`?new TextDecoder:null,r=``,i;for await(var a of e)for(r+=a.constructor.name===`Buffer`?a.toString():n.decode(a,{stream:!0});(i=r.indexOf(t))>-1;)yield r.slice(0,i),r=r.slice(i+t.length)}async function*kt(e,t,n){var r=!0,i=null,a;try{yield await Promise.resolve();var o=(a=await(e.context.fetch||fetch)(t,n)).headers.get(`Content-Type`)||``,s=/multipart\/mixed/i.test(o)?async function*(e,t){var n=e.match(Tt),r=`--`+(n?n[1]:`-`),i=!0,a;for await(var o of Ot(Dt(t),`\r
`+r)){if(i){i=!1;var s=o.indexOf(r);if(s>-1)o=o.slice(s+r.length);else continue}try{yield a=JSON.parse(o.slice(o.indexOf(`\r
\r
`)+4))}catch(e){if(!a)throw e}if(a&&!1===a.hasNext)break}a&&!1!==a.hasNext&&(yield{hasNext:!1})}(o,a):/text\/event-stream/i.test(o)?async function*(e){var t;for await(var n of Ot(Dt(e),`

`)){var r=n.match(Et);if(r){var i=r[1];try{yield t=JSON.parse(i)}catch(e){if(!t)throw e}if(t&&!1===t.hasNext)break}}t&&!1!==t.hasNext&&(yield{hasNext:!1})}(a):/text\//i.test(o)?async function*(e){var t=await e.text();try{yield JSON.parse(t)}catch{throw Error(t)}}(a):async function*(e){yield JSON.parse(await e.text())}(a),c;for await(var l of s)l.pending&&!i?c=l.pending:l.pending&&(c=[...c,...l.pending]),i=i?vt(i,l,a,c):gt(e,l,a),r=!1,yield i,r=!0;i||(yield i=gt(e,{},a))}catch(t){if(!r)throw t;yield yt(e,a&&(a.status<200||a.status>=300)&&a.statusText?Error(a.statusText):t,a)}}function At(e,t,n){var r;return typeof AbortController<`u`&&(n.signal=(r=new AbortController).signal),De((()=>{r&&r.abort()}))(z((e=>!!e))(Ie(kt(e,t,n))))}var jt=e=>{if(`definitions`in e){for(var t=[],n=0,r=e.definitions.length;n<r;n++){var i=jt(e.definitions[n]);t.push(i)}return{...e,definitions:t}}if(`directives`in e&&e.directives&&e.directives.length){for(var a=[],o={},s=0,c=e.directives.length;s<c;s++){var l=e.directives[s],u=l.name.value;u[0]===`_`?u=u.slice(1):a.push(l),o[u]=l}e={...e,directives:a,_directives:o}}if(`selectionSet`in e){var d=[],f=e.kind===T.OPERATION_DEFINITION;if(e.selectionSet){for(var p=0,m=e.selectionSet.selections.length;p<m;p++){var h=e.selectionSet.selections[p];f||=h.kind===T.FIELD&&h.name.value===`__typename`&&!h.alias;var g=jt(h);d.push(g)}return f||d.push({kind:T.FIELD,name:{kind:T.NAME,value:`__typename`},_generated:!0}),{...e,selectionSet:{...e.selectionSet,selections:d}}}}return e},Mt=new Map,Nt=e=>{var t=pt(e),n=Mt.get(t.__key);return n||(Mt.set(t.__key,n=jt(t)),Object.defineProperty(n,"__key",{value:t.__key,enumerable:!1})),n};function Pt(e){var t=t=>e(t);return t.toPromise=()=>Ke(Me(1)(z((e=>!e.stale&&!e.hasNext))(t))),t.then=(e,n)=>t.toPromise().then(e,n),t.subscribe=e=>We(e)(t),t}function Ft(e,t,n){return{...t,kind:e,context:t.context?{...t.context,...n}:n||t.context}}var It=()=>{};function Lt(e){for(var t=new Map,n=[],r=[],i=Array.isArray(e)?e[0]:e||``,a=1;a<arguments.length;a++){var o=arguments[a];o&&o.definitions?r.push(o):i+=o,i+=arguments[0][a]}r.unshift(pt(i));for(var s=0;s<r.length;s++)for(var c=0;c<r[s].definitions.length;c++){var l=r[s].definitions[c];if(l.kind===T.FRAGMENT_DEFINITION){var u=l.name.value,d=dt(l);t.has(u)||(t.set(u,d),n.push(l))}else n.push(l)}return pt({kind:T.DOCUMENT,definitions:n})}var Rt=({forwardSubscription:e,enableAllOperations:t,isSubscriptionOperation:n})=>({client:r,forward:i})=>{var a=n||(e=>e.kind===`subscription`||!!t&&(e.kind===`query`||e.kind===`mutation`));return t=>Ee([we((n=>{var{key:i}=n;return Ne(z((e=>e.kind===`teardown`&&e.key===i))(t))((t=>{var n=e(bt(t),t);return Be((e=>{var i=!1,a,o;function s(n){e.next(o=o?vt(o,n):gt(t,n))}return Promise.resolve().then((()=>{i||(a=n.subscribe({next:s,error(n){Array.isArray(n)?s({errors:n}):e.next(yt(t,n)),e.complete()},complete(){i||(i=!0,o&&o.hasNext?s({hasNext:!1}):t.kind===`subscription`&&r.reexecuteOperation(Ft(`teardown`,t,t.context)),e.complete())}}))})),()=>{i=!0,a&&a.unsubscribe()}}))})(n))}))(z((e=>e.kind!==`teardown`&&a(e)))(t)),i(z((e=>e.kind===`teardown`||!a(e)))(t))])},zt=({forward:e,dispatchDebug:t})=>t=>Ee([we((e=>{var n=bt(e),r=xt(e,n),i=wt(e,n);return Ne(z((t=>t.kind===`teardown`&&t.key===e.key))(t))(At(e,r,i))}))(z((e=>e.kind!==`teardown`&&(e.kind!==`subscription`||!!e.context.fetchSubscriptions)))(t)),e(z((e=>e.kind===`teardown`||e.kind===`subscription`&&!e.context.fetchSubscriptions))(t))]),Bt=e=>({client:t,forward:n,dispatchDebug:r})=>e.reduceRight(((e,n)=>n({client:t,forward(t){return Ae(e(Ae(t)))},dispatchDebug(e){}})),n),Vt=({onOperation:e,onResult:t,onError:n})=>({forward:r})=>i=>we((e=>{n&&e.error&&n(e.error,e.operation);var r=t&&t(e)||e;return`then`in r?Ue(r):ze(r)}))(r(we((t=>{if(t.kind===`teardown`)return ze(t);var n=e&&e(t)||t;return`then`in n?Ne(z((e=>e.kind===`teardown`&&e.key===t.key))(i))(Ue(n)):ze(n)}))(i))),Ht=({dispatchDebug:e})=>e=>z((e=>!1))(e),Ut=function e(t){var n=0,r=new Map,i=new Map,a=new Set,o=[],s={url:t.url,fetchSubscriptions:t.fetchSubscriptions,fetchOptions:t.fetchOptions,fetch:t.fetch,preferGetMethod:t.preferGetMethod==null?`within-url-limit`:t.preferGetMethod,requestPolicy:t.requestPolicy||`cache-first`},c=Ve();function l(e){e.kind!==`mutation`&&e.kind!==`teardown`&&a.has(e.key)||(e.kind===`teardown`?a.delete(e.key):e.kind!==`mutation`&&a.add(e.key),c.next(e))}var u=!1;function d(e){if(e&&l(e),!u){for(u=!0;u&&(e=o.shift());)l(e);u=!1}}var f=e=>{var t=Ne(z((t=>t.kind===`teardown`&&t.key===e.key))(c.source))(z((t=>t.operation.kind===e.kind&&t.operation.key===e.key&&(!t.operation.context._instance||t.operation.context._instance===e.context._instance)))(g));return t=e.kind===`query`?je((t=>{var n=ze(t);return t.stale||t.hasNext?n:Ee([n,Ce((()=>(t.stale=!0,t)))(Me(1)(z((t=>t.key===e.key))(c.source)))])}))(t):Pe((e=>!!e.hasNext),!0)(t),t=e.kind===`mutation`?ke((()=>{l(e)}))(t):De((()=>{a.delete(e.key),r.delete(e.key),i.delete(e.key),u=!1;for(var t=o.length-1;t>=0;t--)o[t].key===e.key&&o.splice(t,1);l(Ft(`teardown`,e,e.context))}))(Oe((t=>{if(t.stale){if(!t.hasNext)a.delete(e.key);else for(var n=0;n<o.length;n++){var i=o[n];if(i.key===t.operation.key){a.delete(i.key);break}}}else t.hasNext||a.delete(e.key);r.set(e.key,t)}))(t)),Ae(t)},p=this instanceof e?this:Object.create(e.prototype),m=Object.assign(p,{suspense:!!t.suspense,operations$:c.source,reexecuteOperation(e){if(e.kind===`teardown`)d(e);else if(e.kind===`mutation`)o.push(e),Promise.resolve().then(d);else if(i.has(e.key)){for(var t=!1,n=0;n<o.length;n++)o[n].key===e.key&&(o[n]=e,t=!0);t||a.has(e.key)&&e.context.requestPolicy!==`network-only`?(a.delete(e.key),Promise.resolve().then(d)):(o.push(e),Promise.resolve().then(d))}},createRequestOperation(e,t,r){return r||={},Ft(e,t,{_instance:e===`mutation`?n=n+1|0:void 0,...s,...r,requestPolicy:r.requestPolicy||s.requestPolicy,suspense:r.suspense||!1!==r.suspense&&m.suspense})},executeRequestOperation(e){return e.kind===`mutation`?Pt(f(e)):Pt(Fe((()=>{var t=i.get(e.key);t||i.set(e.key,t=f(e)),t=ke((()=>{d(e)}))(t);var n=r.get(e.key);return e.kind===`query`&&n&&(n.stale||n.hasNext)?je(ze)(Ee([t,z((t=>t===r.get(e.key)))(ze(n))])):t})))},executeQuery(e,t){var n=m.createRequestOperation(`query`,e,t);return m.executeRequestOperation(n)},executeSubscription(e,t){var n=m.createRequestOperation(`subscription`,e,t);return m.executeRequestOperation(n)},executeMutation(e,t){var n=m.createRequestOperation(`mutation`,e,t);return m.executeRequestOperation(n)},readQuery(e,t,n){var r=null;return We((e=>{r=e}))(m.query(e,t,n)).unsubscribe(),r},query:(e,t,n)=>m.executeQuery(mt(e,t),n),subscription:(e,t,n)=>m.executeSubscription(mt(e,t),n),mutation:(e,t,n)=>m.executeMutation(mt(e,t),n)}),h=It,g=Ae(Bt(t.exchanges)({client:m,dispatchDebug:h,forward:Ht({dispatchDebug:h})})(c.source));return Ge(g),m},Wt=m(g(),1);function Gt(e){let t=e,n=new Set;return{get:()=>t,set(e){if(!Object.is(e,t)){t=e;for(let e of[...n])e()}},watch(e){return n.add(e),()=>n.delete(e)}}}function Kt(e){return(0,Wt.useSyncExternalStore)(e.watch,e.get)}function qt(e,t,n){let r=`spillway.${e}`,i=null;try{i=localStorage.getItem(r)}catch{}let a=Gt(i!==null&&n(i)?i:t);return a.watch(()=>{try{localStorage.setItem(r,a.get())}catch{}}),a}var Jt=0,Yt=!1,B={now:()=>Date.now()+Jt,learn(e,t,n){if(e===null||Yt)return;let r=Date.parse(e)+500;if(!Number.isFinite(r))return;Yt=!0;let i=r-(t+n)/2;Jt=Math.abs(i)<=1e3?0:i}},Xt=new Set,Zt,Qt=0;function $t(e){return Xt.add(e),Zt??=setInterval(()=>{Qt=Math.floor(B.now()/1e3);for(let e of[...Xt])e()},1e3),()=>{Xt.delete(e),Xt.size>0||(clearInterval(Zt),Zt=void 0)}}function en(e=1){return(0,Wt.useSyncExternalStore)($t,()=>Math.floor(Qt/e)),B.now()}var V=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new V(`
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
    `,{fragmentName:`LayersNow`}),new V(`
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
    `,{fragmentName:`BalanceNow`}),new V(`
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
    `,{fragmentName:`WindowNow`}),new V(`
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
    `,{fragmentName:`LotNow`}),new V(`
    fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}`,{fragmentName:`AccountNow`}),new V(`
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
    `,{fragmentName:`DrawNow`}),new V(`
    fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}`,{fragmentName:`DecisionRow`}),new V(`
    fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}`,{fragmentName:`PurchaseNow`}),new V(`
    fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}`,{fragmentName:`UpdateRow`}),new V(`
    fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}
    `,{fragmentName:`QuantityNow`});var tn=new V(`
    subscription AccountChanged($account: ID, $afterSeq: Uint64, $product: ID!, $withProduct: Boolean!) {
  accountChanged(account: $account, afterSeq: $afterSeq, coalesceMs: 250) {
    __typename
    account
    reasons
    change {
      __typename
      seq
      snapshot
      cause
      balance {
        __typename
        available
      }
    }
    accountObject {
      __typename
      ...AccountNow
      availability(product: $product) @include(if: $withProduct) {
        __typename
        ...LayersNow
      }
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`,{documentId:`sha256:4fb484fd375b406128e5a50aa4526b8b85120a24ceeb070d4260cc5f976e0f12`}),nn=new V(`
    subscription DecisionMade($subject: ID, $everyone: Boolean!) {
  decisionMade(subject: $subject, everyone: $everyone) {
    __typename
    missed
    decision {
      __typename
      ...DecisionRow
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:28f950725d97be396cc93e81c6f6d58055d4e1e373dbf6080d99bf1f60d37c22`}),rn=new V(`
    query Estimate($input: EstimateAccessInput!) {
  __typename
  estimateAccess(input: $input) {
    __typename
    outcome
    reason
    message
    proceed
    requested
    granted
    shortfall
    unblocksAt
    remedies
    decidedAt
    grantedUsage {
      __typename
      dimension
      quantity
    }
    gates {
      __typename
      reason
      passed
      detail
    }
    layers {
      __typename
      layer
      source
      had
      gave
      left
    }
    blockers {
      __typename
      kind
      source
      limit
      remaining
      unblocksAt
    }
    policy {
      __typename
      file
      line
      rule
      version
    }
    draws {
      __typename
      ...DrawNow
      lot {
        __typename
        id
        kind
        expiresAt
      }
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}`,{documentId:`sha256:44ee3372b40edfa4b19a804a374f7cf5fc738b25a725fd16ae1fceb3ecd7eb4b`}),an=new V(`
    query Credits($account: ID) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
    autoTopUp {
      __typename
      account
      consents(first: 5) {
        __typename
        nodes {
          __typename
          at
          enabled
          statement
          subject
        }
      }
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`,{documentId:`sha256:484e6fcd868ff45e741267d020797820c8b8ebbe8ec04e5da0966a3b6138acfb`}),on=new V(`
    query Purchases($account: ID, $status: PurchaseStatus, $after: String) {
  __typename
  purchases(account: $account, status: $status, after: $after, first: 20) {
    __typename
    nodes {
      __typename
      ...PurchaseNow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:103242931c391d6af817e4b0783432c45fa9bff84634330f64fab47ba132e96f`}),sn=new V(`
    query Quote($account: ID, $subject: ID, $credits: Credits!) {
  __typename
  purchaseQuote(account: $account, subject: $subject, credits: $credits) {
    __typename
    credits
    minimum
    maximum
    defaultMethod
    testMode
    price {
      __typename
      amount
      currency
    }
    methods {
      __typename
      id
      label
    }
  }
}
    `,{documentId:`sha256:88a4f46c6059855676d25eb0e097be8999bd48bd69adecf4140576c06fa90072`}),cn=new V(`
    mutation Purchase($input: PurchaseCreditsInput!) {
  __typename
  purchaseCredits(input: $input) {
    __typename
    ...PurchaseNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:6b0e6af3aab1d16b24a0fa7f4eddee1078d90abd4be7c5d69f575b6dbcdc18b4`}),ln=new V(`
    query PurchaseOf($id: ID!) {
  __typename
  purchase(id: $id) {
    __typename
    ...PurchaseNow
    adminActions {
      __typename
      id
      at
      kind
      actor
      reason
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:f62a7dbc1e380bfc8176d426306013b9662f889442e83085c2e86bbc1b6708f6`}),un=new V(`
    mutation Refund($input: RefundPurchaseInput!) {
  __typename
  refundPurchase(input: $input) {
    __typename
    ...PurchaseNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:711b2f11f60ed687bec22c0926d8b3a906871e2ad40ce77c4493f8ef591b6ed9`}),dn=new V(`
    query Terms($account: ID, $subject: ID, $threshold: Credits!, $target: Credits!, $monthlyCap: Credits!, $paymentMethod: ID) {
  __typename
  autoTopUpTerms(
    account: $account
    subject: $subject
    threshold: $threshold
    target: $target
    monthlyCap: $monthlyCap
    paymentMethod: $paymentMethod
  ) {
    __typename
    statement
  }
}
    `,{documentId:`sha256:4e3e6f344264a3413e5bc98ee02cc504bb81069d42c3aec3974a433c71d06599`}),fn=new V(`
    mutation SetTopUp($input: AutoTopUpInput!) {
  __typename
  setAutoTopUp(input: $input) {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
    `,{documentId:`sha256:9f9e70748d4b6ed76caeb193a2d7d73a2e59ff89e0c31eb22d57f4f58cfaea36`}),pn=new V(`
    query LotHistory($account: ID, $after: String) {
  __typename
  account(account: $account) {
    __typename
    id
    lotHistory(first: 20, after: $after) {
      __typename
      nodes {
        __typename
        ...LotNow
        adminActions {
          __typename
          id
          actor
          reason
          at
        }
      }
      pageInfo {
        __typename
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}`,{documentId:`sha256:d19507a191435393195965b1fa8bb310a1eaa233c3ed6fcfea82a94ad09772ca`}),mn=new V(`
    query Ledger($account: ID, $beforeSeq: Uint64, $after: String) {
  __typename
  balanceUpdates(
    account: $account
    beforeSeq: $beforeSeq
    after: $after
    order: NEWEST_FIRST
    first: 50
  ) {
    __typename
    nodes {
      __typename
      ...UpdateRow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
}`,{documentId:`sha256:bdde92da1e2cb677d9220c42032956cecadf3472d0870eacdd21b363f3e46042`}),hn=new V(`
    query LedgerRow($account: ID, $afterSeq: Uint64!) {
  __typename
  balanceUpdates(account: $account, afterSeq: $afterSeq, first: 1) {
    __typename
    nodes {
      __typename
      ...UpdateRow
      lines {
        __typename
        window
        remaining
        held
        lot {
          __typename
          id
          kind
        }
      }
      decision {
        __typename
        id
        product
        feature
        subject
      }
      usageEvent {
        __typename
        id
        decision {
          __typename
          id
        }
      }
      charge {
        __typename
        id
        amount
      }
      purchase {
        __typename
        id
        credits
        status
      }
      adminAction {
        __typename
        id
        kind
        actor
        reason
      }
    }
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
}`,{documentId:`sha256:00c291bb9f0435e6c869cb86aec43cf92f441cc00b6d6bf6890c66c8a35f4b93`}),gn=new V(`
    query BalanceAt($account: ID, $at: DateTime!) {
  __typename
  balanceAt(account: $account, at: $at) {
    __typename
    ...BalanceNow
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}`,{documentId:`sha256:9a98eed314e4b84798b65746f5751faf91d7c942e81df3c74e3e70bb3dbd30e0`}),_n=new V(`
    query Overview($account: ID, $from: DateTime!, $to: DateTime!, $timeZone: String!) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
  }
  usage(
    account: $account
    from: $from
    to: $to
    bucket: HOUR
    fill: true
    timeZone: $timeZone
  ) {
    __typename
    total {
      __typename
      charged
      paidBy {
        __typename
        payer
        amount
      }
    }
    points {
      __typename
      start
      end
      charged
      paidBy {
        __typename
        payer
        amount
      }
    }
  }
  decisions(account: $account, first: 5) {
    __typename
    nodes {
      __typename
      ...DecisionRow
    }
  }
  notices(account: $account, first: 3) {
    __typename
    nodes {
      __typename
      id
      kind
      amount
      expiresAt
      message
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:23f526caf7492d5e8c08a7d97b0f1d66fbba6e4b2fa9458e593b2ae5c3f4bdff`}),vn=new V(`
    query Waterfall($account: ID, $product: ID!) {
  __typename
  account(account: $account) {
    __typename
    id
    availability(product: $product) {
      __typename
      ...LayersNow
    }
  }
  availability(account: $account, product: $product) {
    __typename
    ...LayersNow
  }
}
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}`,{documentId:`sha256:1a84e95986873e81f2555f4db4da4c3a1dafaad781e2ca08b9fa97c652372106`}),yn=new V(`
    query Receipts($account: ID, $everyone: Boolean!, $product: ID, $feature: ID, $session: ID, $outcomes: [AccessOutcome!], $reason: AccessReason, $label: LabelInput, $idempotencyKey: String, $from: DateTime, $to: DateTime, $after: String) {
  __typename
  decisions(
    account: $account
    everyone: $everyone
    product: $product
    feature: $feature
    session: $session
    outcomes: $outcomes
    reason: $reason
    label: $label
    idempotencyKey: $idempotencyKey
    from: $from
    to: $to
    after: $after
    first: 50
  ) {
    __typename
    nodes {
      __typename
      ...DecisionRow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:3b8ef3ecc0a24d15b178fccd8c1ca25cc9021711614a0479766993f216ea931d`}),bn=new V(`
    query Receipt($id: ID!) {
  __typename
  decision(id: $id) {
    __typename
    ...DecisionRow
    groups
    roles
    proceed
    proceedReason
    shortfall
    unblocksAt
    remedies
    requestedUsage {
      __typename
      ...QuantityNow
    }
    grantedUsage {
      __typename
      ...QuantityNow
    }
    gates {
      __typename
      reason
      passed
      detail
    }
    layers {
      __typename
      layer
      source
      had
      gave
      left
    }
    blockers {
      __typename
      kind
      source
      limit
      remaining
      unblocksAt
    }
    policy {
      __typename
      file
      line
      rule
      version
    }
    draws {
      __typename
      lot {
        __typename
        id
        kind
        expiresAt
      }
    }
    hold {
      __typename
      id
      amount
      remaining
      settled
      released
      state
      expiresAt
      caller
      decisions(first: 20) {
        __typename
        id
        decidedAt
        granted
      }
    }
    usageEvents(first: 50) {
      __typename
      nodes {
        __typename
        id
        usageNo
        recordedAt
        occurredAt
        state
        status
        final
        unchargedReason
        usage {
          __typename
          ...QuantityNow
        }
        charge {
          __typename
          id
          amount
          debt
          forgiven
          rateCards
          draws {
            __typename
            ...DrawNow
          }
        }
      }
      pageInfo {
        __typename
        hasNextPage
      }
    }
    balanceUpdates(first: 50) {
      __typename
      nodes {
        __typename
        id
        seq
        at
        cause
        delta
        heldDelta
      }
      pageInfo {
        __typename
        hasNextPage
      }
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}
fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}`,{documentId:`sha256:e4b8afda9586a7d357902e80f36294c3477f18df9b8bb949744b5279ced44245`}),xn=new V(`
    query PricesAt($at: DateTime!, $product: ID!) {
  __typename
  catalog(at: $at) {
    __typename
    products(product: $product) {
      __typename
      id
      features {
        __typename
        id
        rateCard
        prices {
          __typename
          feature
          dimension
          price
        }
      }
    }
  }
}
    `,{documentId:`sha256:fcbc3d9eec248c865b745a9110b5a60ffbe8616ae9940d21671687a8289518d7`}),Sn=new V(`
    query PolicyTexts {
  __typename
  policy {
    __typename
    version
    text
    versions(first: 10) {
      __typename
      nodes {
        __typename
        version
        text
      }
    }
  }
}
    `,{documentId:`sha256:18fc739b5b33cc342b47ef70948691a30c76ad22d81185bcc508331a59dd8e85`}),Cn=new V(`
    query Viewer {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
    roles
    permissions {
      __typename
      object
      action
    }
    account {
      __typename
      ...AccountNow
    }
  }
  catalog {
    __typename
    version
    plan
    defaultPlan
    products {
      __typename
      id
      features {
        __typename
        id
        dimensions
        prices {
          __typename
          feature
          dimension
          price
        }
      }
      availability {
        __typename
        ...LayersNow
      }
    }
    plans {
      __typename
      id
      requestsPerMinute
      windows {
        __typename
        window
        capacity
        seconds
        calendar
      }
    }
  }
  now
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`,{documentId:`sha256:f9a3b14e80b8d3596abb9260b011556b76532f918a2731d6667a5b86db5fb72b`}),wn=new V(`
    query WhoIsThis {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
  }
}
    `,{documentId:`sha256:161ef3e6f17592cd68ebbf28f5a9945e036599603e0f4be38b9d0ca029914251`});async function Tn(t){let n=wn.toString(),r=String(wn.__meta__?.documentId).replace(`sha256:`,``),a=e.nonce===``?{}:{persistedQuery:{version:1,sha256Hash:r}},o;try{let r=await fetch(e.endpoint,{method:`POST`,headers:{"content-type":`application/json`,authorization:`Bearer ${t}`},body:JSON.stringify({query:n,operationName:`WhoIsThis`,extensions:a})});if(r.status===401)return null;o=await r.json()}catch{throw new i(`Spillway does not answer. Try again in a moment.`)}if(o.data?.viewer)return o.data.viewer;let[s]=o.errors??[];if(s?.extensions?.code===`UNAUTHENTICATED`)return null;throw new i(s?.message??`Spillway gave no answer to who this is.`)}var En=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),Dn=function(e){return`/`+e},On={},kn=function(e){return e.pathname.endsWith(`.css`)},An=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},jn=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=Dn(t,n);let r=s(t),i=kn(r);return An(On,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:En,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})},Mn=`spillway.session`,H=Gt(null),U=Gt(null),Nn=Gt(null),Pn,Fn=()=>jn(()=>import(`./oidc-DSfRjAQ_.js`),__vite__mapDeps([0,1]));function In(e){return e&&JSON.stringify([e.tenant,e.subject,e.groups])}async function Ln(e,n={how:`pasted`}){let r=e.trim().replace(/^bearer +/i,``),i=await Tn(r);if(!i)throw Rn(r,n);Bn({token:r,way:n,tenant:i.tenant,subject:i.subject,groups:i.groups,...t(r)})}function Rn(t,i){return i.how===`oidc`&&e.oidc?n(t,e.oidc.issuer,e.oidc.token):r(t)}async function zn(e){await Ln(await or(e),{how:`demo`,who:e})}function Bn(e){let{token:t,way:n,tenant:r,subject:i,groups:a}=e;sessionStorage.setItem(Mn,JSON.stringify({token:t,way:n,tenant:r,subject:i,groups:a})),n.how===`oidc`&&Fn().then(({share:e})=>e(Vn)),H.set(e),Nn.set(null),U.set(null),rr(e)}var Vn={current(){let e=H.get();return e?.way.how===`oidc`?{token:e.token,way:e.way}:null},adopt({token:e,way:n}){let r=H.get();r&&Bn({...r,token:e,way:n,...t(e)})}};function Hn(e){H.get()&&U.set(e)}function Un(){clearTimeout(Pn);let e=H.get()?.way;sessionStorage.removeItem(Mn),H.set(null),U.set(null),e?.how===`oidc`&&(Nn.set({idToken:e.idToken}),Fn().then(({revoke:t})=>t(e)))}function Wn(){let e=sessionStorage.getItem(Mn);if(e!==null){try{let{token:n,way:r,tenant:i,subject:a,groups:o}=JSON.parse(e),s=t(n);if(s.expiresAt>B.now()||$n(r))return Bn({token:n,way:r,tenant:i,subject:a,groups:o,...s})}catch{}sessionStorage.removeItem(Mn)}}async function Gn(e){let t=In(H.get());return Hn(e),await new Promise(e=>{let t=[H.watch(n),U.watch(n)];function n(){if(!(H.get()&&U.get()!==null)){for(let e of t)e();e()}}n()}),t!==null&&In(H.get())===t}var Kn=null;function qn(e){Kn=e}async function Jn(){let e=H.get();!e||e.token!==Kn&&e.expiresAt>B.now()||await Xn(e.token)||await Gn(`Your token is not valid any more.`)}var Yn=null;function Xn(e){let t=H.get();return t&&e!==void 0&&t.token!==e?Promise.resolve(!0):(Yn??=Zn().finally(()=>Yn=null),Yn)}async function Zn(){let e=H.get();if(!e||!$n(e.way))return!1;let n=await Qn(e.way),r=H.get();return r===e?(Bn({...e,...n.granted,...n.granted&&t(n.granted.token),...n.spent}),n.granted!==void 0):r!==null&&r.token!==e.token}async function Qn(e){try{if(e.how===`demo`)return{granted:{token:await or(e.who),way:e}};if(e.how!==`oidc`)return{};let{renewed:t}=await Fn(),n=await t(e);return n?{granted:n}:{spent:{way:{...e,refreshToken:null}}}}catch{return{}}}var $n=e=>e.how===`demo`||e.how===`oidc`&&e.refreshToken!==null,er=2147483647,tr=1e3,nr=6e4;function rr({issuedAt:e,expiresAt:t,way:n}){ir(($n(n)?e+(t-e)*.8:t)-B.now())}function ir(e){clearTimeout(Pn),Number.isFinite(e)&&(Pn=setTimeout(()=>void ar(),Math.min(Math.max(e,0),er)))}async function ar(){let e=H.get();if(!e||U.get()!==null)return;let{issuedAt:t,expiresAt:n,way:r}=e,i=$n(r)?t+(n-t)*.8:n;if(B.now()<i-tr)return ir(i-B.now());if(await Xn())return;let a=H.get();if(!a||a.token!==e.token)return;let o=n-B.now();if(o<=0)return Hn(`Your token has expired.`);ir($n(a.way)?Math.min(o,Math.max(tr,Math.min(o/4,nr))):o)}async function or(e){let t=await(await fetch(`/dev/token`,{method:`POST`,headers:{"content-type":`application/json`,"x-spillway-dev":`1`},body:JSON.stringify(e)})).json();if(t.token===void 0)throw Error(t.errors?.[0]?.message??`The server gave no token.`);return t.token}var sr=new Intl.NumberFormat(`en`,{maximumFractionDigits:4,roundingMode:`trunc`}),cr=`0.0001`;function lr(e){let t=e.replace(/^-/,``),n=sr.format(e);return!/^-?0$/.test(n)||/^0*(\.0*)?$/.test(t)?n:e.startsWith(`-`)?`> -${cr}`:`< ${cr}`}var ur=e=>sr.format(e),dr=9;function fr(e){let[t=`0`,n=``]=e.replace(/^[-+]/,``).split(`.`),r=BigInt(t)*10n**BigInt(dr)+BigInt(n.slice(0,dr).padEnd(dr,`0`));return e.startsWith(`-`)?-r:r}function pr(e){let t=(e<0n?-e:e).toString().padStart(10,`0`),n=t.slice(-9).replace(/0+$/,``);return`${e<0n?`-`:``}${t.slice(0,-9)}${n===``?``:`.${n}`}`}var mr=e=>pr(e.reduce((e,t)=>e+fr(t),0n));function hr(e,t){let n=fr(t);return n<=0n?0:Math.min(1,Math.max(0,Number(fr(e)*10000n/n)/1e4))}var gr=[`local`,`UTC`],_r=qt(`zone`,`local`,e=>gr.includes(e)),vr=e=>e===`UTC`?`UTC`:Intl.DateTimeFormat().resolvedOptions().timeZone;function yr(e){let t=Math.max(0,Math.round(e/1e3)),n=[[`d`,86400],[`h`,3600],[`min`,60],[`s`,1]],r=n.findIndex(([,e])=>t>=e);if(r<0)return`0 s`;let[i=``,a=1]=n[r]??[],[o=``,s=1]=n[r+1]??[],c=Math.floor(t/a),l=o===``?0:Math.floor((t-c*a)/s);return l===0?`${c} ${i}`:`${c} ${i} ${l} ${o}`}function br(e,t){let n=e-t;return Math.abs(n)<1e3?`now`:n>0?`in ${yr(n)}`:`${yr(-n)} ago`}function xr(e,t,n){let r=vr(n),i=new Intl.DateTimeFormat(`en-CA`,{timeZone:r,dateStyle:`short`}),a=i.format(e)===i.format(t),o={hour:`2-digit`,minute:`2-digit`,hourCycle:`h23`},s={day:`numeric`,month:`short`},c=i.format(e).slice(0,4)===i.format(t).slice(0,4),l=a?{...o,second:`2-digit`}:{...s,...o,...c?{}:{year:`numeric`}};return`${new Intl.DateTimeFormat(`en-GB`,{timeZone:r,...l}).format(e)}${n===`UTC`?` UTC`:``}`}var W=b(),Sr=(...e)=>e.filter(Boolean).join(` `);function Cr({value:e,className:t,signed:n}){let r=(0,Wt.useRef)(null),i=(0,Wt.useRef)(e);(0,Wt.useEffect)(()=>{i.current!==e&&(i.current=e,r.current?.animate?.([{background:`color-mix(in srgb, var(--accent) 24%, transparent)`},{}],{duration:matchMedia(`(prefers-reduced-motion: reduce)`).matches?0:600}))},[e]);let a=lr(e),o=n===!0&&!e.startsWith(`-`)&&!/^0(\.0*)?$/.test(e)?`+`:``;return(0,W.jsxs)(`span`,{ref:r,title:e,"data-exact":e,onCopy:t=>{t.clipboardData.setData(`text/plain`,e),t.preventDefault()},className:Sr(`rounded-sm tabular-nums`,t),children:[o,a]})}function wr({at:e,className:t}){let n=Kt(_r),r=en(60);return(0,W.jsx)(`time`,{dateTime:e,title:e,className:Sr(`whitespace-nowrap tabular-nums`,t),children:xr(Date.parse(e),r,n)})}function Tr({at:e,className:t}){let n=en(),r=Kt(_r),i=Date.parse(e);return(0,W.jsx)(`time`,{dateTime:e,title:`${xr(i,n,r)} (${e})`,className:Sr(`tabular-nums`,t),children:br(i,n)})}var Er={good:`bg-good-bg text-good`,warn:`bg-warn-bg text-warn`,bad:`bg-bad-bg text-bad`,quiet:`bg-sunk text-ink`};function Dr({tone:e=`quiet`,children:t,title:n}){return(0,W.jsx)(`span`,{title:n,className:Sr(`inline-flex items-center gap-1 rounded-full px-2 py-px text-xs font-medium whitespace-nowrap`,Er[e]),children:t})}var Or={main:`bg-accent text-on-accent hover:opacity-90`,plain:`border border-edge/60 bg-panel text-ink hover:bg-sunk`,bare:`text-ink hover:bg-sunk`,danger:`bg-bad text-panel hover:opacity-90`};function kr({kind:e=`plain`,busy:t=!1,className:n,children:r,disabled:i,type:a=`button`,...o}){return(0,W.jsx)(`button`,{type:a,disabled:i===!0||t,"aria-busy":t,className:Sr(`inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md px-3 py-1 text-sm font-medium transition-opacity disabled:opacity-55`,Or[e],n),...o,children:r})}function Ar({text:e,label:t=`Copy`}){let n=(0,Wt.useRef)(null);return(0,W.jsx)(kr,{kind:`bare`,className:`min-h-6 px-2 text-xs`,onClick:()=>{navigator.clipboard.writeText(e).then(()=>{n.current&&(n.current.textContent=`Copied`),setTimeout(()=>n.current&&(n.current.textContent=t),1500)})},children:(0,W.jsx)(`span`,{ref:n,"aria-live":`polite`,children:t})})}var jr=`
https://bit.ly/2XbVrpR#`;function Mr(e,t,n){if(!e){var r=t||`Minfied Error #`+n+`
`,i=Error(r+jr+n);throw i.name=`Graphcache Error`,i}}var Nr={},Pr=e=>e._directives||Nr,G=e=>e.name.value,Fr=e=>e.typeCondition.name.value,Ir=e=>e.alias?e.alias.value:e.name.value,Lr=[],K=e=>e.selectionSet?e.selectionSet.selections:Lr,Rr=e=>e.typeCondition?e.typeCondition.name.value:null,zr=(e,t)=>{var n=null;if(e.arguments)for(var r=0,i=e.arguments.length;r<i;r++){var a=e.arguments[r],o=ve(a.value,t);o!=null&&(n||={},n[G(a)]=o)}return n},Br=(e,t)=>{if(t&&e.variableDefinitions){for(var n={},r=0,i=e.variableDefinitions.length;r<i;r++){var a=G(e.variableDefinitions[r].variable);n[a]=t[a]}return n}},Vr=(e,t)=>{var n={};if(!t)return n;if(e.variableDefinitions)for(var r=0,i=e.variableDefinitions.length;r<i;r++){var a=e.variableDefinitions[r],o=G(a.variable);n[o]=t[o]===void 0&&a.defaultValue?ve(a.defaultValue,t):t[o]}for(var s in t)s in n||(n[s]=t[s]);return n};function Hr(e){for(var t=0;t<e.definitions.length;t++)if(e.definitions[t].kind===T.OPERATION_DEFINITION)return e.definitions[t];Mr(!1,``,1)}var Ur=e=>{for(var t={},n=0;n<e.definitions.length;n++){var r=e.definitions[n];r.kind===T.FRAGMENT_DEFINITION&&(t[G(r)]=r)}return t},Wr=(e,t)=>{var n=Pr(e);if(n.include||n.skip)for(var r in n){var i=n[r];if(i&&(r===`include`||r===`skip`)&&i.arguments&&i.arguments[0]&&G(i.arguments[0])===`if`){var a=ve(i.arguments[0].value,t);return r===`include`?!!a:!a}}return!0},Gr=(e,t)=>{var{defer:n}=Pr(e);if(n){for(var r of n.arguments||[])if(G(r)===`if`)return!!ve(r.value,t);return!0}return!1},Kr=e=>{var{optional:t,required:n}=Pr(e);if(n)return!1;if(t)return!0},qr=`__`,Jr=(e,t,n,r)=>{var i=Zr(e,t,n,r);return!!i&&i.type.kind!==`NON_NULL`},Yr=(e,t,n,r)=>{var i=Zr(e,t,n,r);if(!i)return!1;var a=i.type.kind===`NON_NULL`?i.type.ofType:i.type;return a.kind===`LIST`&&a.ofType.kind!==`NON_NULL`},Xr=(e,t,n)=>{if(!n)return!1;var r=Rr(t);return!r||n===r?!0:e.types.has(r)&&e.types.get(r).kind===`OBJECT`?r===n:((function(e,t){Mr(e.types.has(t)&&(e.types.get(t).kind===`INTERFACE`||e.types.get(t).kind===`UNION`),``,5)})(e,r),Qr(e,n),e.isSubType(r,n))},Zr=(e,t,n,r)=>{if(n.indexOf(qr)!==0&&t.indexOf(qr)!==0)return Qr(e,t),e.types.get(t).fields()[n]};function Qr(e,t){Mr(e.types.has(t)&&e.types.get(t).kind===`OBJECT`,``,3)}var $r=(e,t)=>t?`${e}(${tt(t)})`:e,ei=(e,t)=>`${e}.${t}`,ti=e=>{var t=e.indexOf(`(`);return t>-1?{fieldKey:e,fieldName:e.slice(0,t),arguments:JSON.parse(e.slice(t+1,-1))}:{fieldKey:e,fieldName:e,arguments:null}},ni=e=>{var t=e.indexOf(`.`);return{entityKey:e.slice(0,t).replace(/%2e/g,`.`),fieldKey:e.slice(t+1)}},ri=null,ii=null,q=null,J=null,Y=null,ai=null,oi=!1,si=!1;function X(e,t){var n;if(e){if(ri.has(e))return e;n=ii.get(e)}return n??=t?[]:{},e&&ii.set(e,n),ri.add(n),n}var ci=e=>!!e&&ri.has(e),li=(e,t,n,r,i)=>{ri=new WeakSet,ii=new WeakMap,Y=e,q=t,ai=new Set,si=!!r,oi=!!i,n?Y===`read`?J=n:r||t.hydrating||t.optimisticOrder.length>1?(!r&&!t.commutativeKeys.has(n)?Oi(t,n):r&&(t.optimisticOrder.indexOf(n)!==-1&&!t.commutativeKeys.has(n)&&t.optimisticOrder.splice(t.optimisticOrder.indexOf(n),1),t.commutativeKeys.delete(n)),J=n,ki(t,n)):(J=null,ji(t,n)):J=null},ui=()=>{var e=q,t=J;if(si=!1,J=null,!e.hydrating&&t&&e.optimisticOrder.indexOf(t)>-1)for(var n=e.optimisticOrder.length;--n>=0&&e.dirtyKeys.has(e.optimisticOrder[n])&&e.commutativeKeys.has(e.optimisticOrder[n]);)Mi(e.optimisticOrder[n]);ri=null,ii=null,Y=null,q=null,ai=null,e.defer||!e.storage&&e.optimisticOrder.length||(e.defer=!0,setTimeout((()=>{li(`read`,e,null),yi(),Pi(),ui(),e.defer=!1})))},di=(e,t,n)=>{t&&!n&&e.deferredKeys.delete(t),li(`write`,e,t,n),ui()},fi=new Set,pi=(e,t,n,r)=>{var i=J?e.optimistic.get(J):e.base,a=i.get(t);a===void 0&&i.set(t,a=Object.create(null)),r===void 0&&!J?delete a[n]:a[n]=r},mi=(e,t,n)=>{for(var r,i=!si&&Y===`read`&&J&&q.commutativeKeys.has(J),a=0,o=q.optimisticOrder.length;a<o;a++){var s=q.optimisticOrder[a],c=e.optimistic.get(s);if(i&&=s!==J,c&&(!i||!q.commutativeKeys.has(s))&&(!si||Y===`write`||q.commutativeKeys.has(s))&&(r=c.get(t))!==void 0&&n in r)return r[n]}return(r=e.base.get(t))===void 0?void 0:r[n]};function hi(e){return q.refCount.get(e)||0}var gi=(e,t)=>{if(Array.isArray(e))for(var n=0,r=e.length;n<r;n++)gi(e[n],t);else typeof e==`string`&&((e,t)=>{var n=hi(e),r=n+t>0?n+t:0;q.refCount.set(e,r),r?!n&&r&&q.gc.delete(e):q.gc.add(e)})(e,t)},_i=(e,t,n)=>{if(n!==void 0)for(var r in n)t.has(r)||(e.push(ti(r)),t.add(r))},vi=(e,t,n,r)=>{_i(e,t,r.base.get(n));for(var i=0,a=q.optimisticOrder.length;i<a;i++){var o=r.optimistic.get(q.optimisticOrder[i]);o!==void 0&&_i(e,t,o.get(n))}},yi=()=>{if(!q.optimisticOrder.length){for(var e of q.gc.keys())if(q.gc.delete(e),!(hi(e)>0)){var t=q.records.base.get(e);q.refCount.delete(e),q.records.base.delete(e);var n=t&&t.__typename;if(n){var r=q.types.get(n);r&&r.delete(e)}var i=q.links.base.get(e);if(i)for(var a in q.links.base.delete(e),i)gi(i[a],-1)}}},bi=(e,t)=>{e===q.queryRootKey?t!==void 0&&t!==`__typename`&&ai.add(ei(e,t)):ai.add(e)},xi=(e,t)=>{!si&&q.storage&&q.persist.add(((e,t)=>`${e.replace(/\./g,`%2e`)}.${t}`)(e,t))},Si=(e,t)=>(Y===`read`&&bi(e,t),mi(q.records,e,t)),Ci=(e,t)=>(Y===`read`&&bi(e,t),mi(q.links,e,t)),wi=(e,t)=>{var n=q.abstractToConcreteMap.get(e);if(n)n.add(t);else{var r=new Set;r.add(t),q.abstractToConcreteMap.set(e,r)}},Ti=(e,t,n)=>{Fi(mi(q.records,e,t),n)||(bi(e,t),xi(e,t)),pi(q.records,e,t,n)},Ei=(e,t)=>Si(e,t)!==void 0||Ci(e,t)!==void 0,Di=(e,t,n)=>{var r=J?q.links.optimistic.get(J):q.links.base;if(!J){var i=r&&r.get(e);gi(i&&i[t],-1),gi(n,1)}Fi(mi(q.links,e,t),n)||(bi(e,t),xi(e,t)),pi(q.links,e,t,n)},Oi=(e,t,n)=>{var r=e.optimisticOrder.indexOf(t);if(r>-1&&e.optimisticOrder.splice(r,1),n)for(e.deferredKeys.add(t),r=r>-1?r:0;r<e.optimisticOrder.length&&!e.deferredKeys.has(e.optimisticOrder[r])&&(!e.dirtyKeys.has(e.optimisticOrder[r])||!e.commutativeKeys.has(e.optimisticOrder[r]));r++);else e.deferredKeys.delete(t),r>-1&&!e.commutativeKeys.has(t)&&Ai(e,t),r=0;e.optimisticOrder.splice(r,0,t),e.commutativeKeys.add(t)},ki=(e,t)=>{e.optimisticOrder.indexOf(t)===-1&&e.optimisticOrder.unshift(t),e.dirtyKeys.has(t)||(e.dirtyKeys.add(t),e.links.optimistic.set(t,new Map),e.records.optimistic.set(t,new Map))},Ai=(e,t)=>{e.dirtyKeys.has(t)&&(e.dirtyKeys.delete(t),e.records.optimistic.delete(t),e.links.optimistic.delete(t),e.deferredKeys.delete(t))},ji=(e,t)=>{var n=e.optimisticOrder.indexOf(t);n>-1&&(e.optimisticOrder.splice(n,1),e.commutativeKeys.delete(t)),Ai(e,t)},Mi=e=>{var t=ai;ai=new Set,Y=`write`;var n=q.links.optimistic.get(e);if(n)for(var r of n.entries()){var i=r[0],a=r[1];for(var o in a)Di(i,o,a[o])}var s=q.records.optimistic.get(e);if(s)for(var c of s.entries()){var l=c[0],u=c[1];for(var d in u)Ti(l,d,u[d])}ai=t,ji(q,e)},Ni=e=>{var{links:t,records:n}=q,r=[],i=new Set;return bi(e),vi(r,i,e,t),vi(r,i,e,n),r},Pi=()=>{if(q.storage){si=!0,Y=`read`;var e={};for(var t of q.persist.keys()){var{entityKey:n,fieldKey:r}=ni(t),i=void 0;e[t]=(i=Ci(n,r))===void 0?(i=Si(n,r))===void 0?void 0:tt(i):`:${tt(i)}`}si=!1,q.storage.writeData(e),q.persist.clear()}};function Fi(e,t){return typeof e!=typeof t||e!==t?!1:Array.isArray(e)&&Array.isArray(t)?e.length===t.length&&!e.some(((e,n)=>e!==t[n])):!0}var Ii=null,Li=!1,Ri=void 0,zi=e=>e.__internal.path.length>0&&e.__internal.errorMap?e.__internal.errorMap[e.__internal.path.join(`.`)]:void 0,Bi=(e,t,n,r,i,a)=>{var o={store:e,variables:t,fragments:n,parent:{__typename:r},parentTypeName:r,parentKey:i,parentFieldKey:``,fieldName:``,error:void 0,partial:!1,hasNext:!1,optimistic:si,__internal:{path:[],errorMap:void 0}};if(a&&a.graphQLErrors)for(var s=0;s<a.graphQLErrors.length;s++){var c=a.graphQLErrors[s];c.path&&c.path.length&&(o.__internal.errorMap||(o.__internal.errorMap=Object.create(null)),o.__internal.errorMap[c.path.join(`.`)]=c)}return o},Vi=(e,t,n,r,i,a)=>{Ii=e,e.parent=t,e.parentTypeName=n,e.parentKey=r,e.parentFieldKey=i,e.fieldName=a,e.error=zi(e)},Hi=(e,t,n,r,i)=>{if(!t)return!1;var a=Rr(e);return!a||t===a||!K(e).some((e=>e.kind===T.FIELD&&!Ei(n,$r(G(e),zr(e,r)))))},Ui=class{constructor(e,t,n,r,i,a){this.typename=e,this.entityKey=t,this.ctx=a,this.stack=[{selectionSet:i,index:0,defer:n,optional:r}]}next(){for(;this.stack.length>0;){for(var e=this.stack[this.stack.length-1];e.index<e.selectionSet.length;){var t=e.selectionSet[e.index++];if(Wr(t,this.ctx.variables)){if(t.kind!==T.FIELD){var n=t.kind===T.INLINE_FRAGMENT?t:this.ctx.fragments[G(t)];if(n){var r=!n.typeCondition||(this.ctx.store.schema?Xr(this.ctx.store.schema,n,this.typename):this.ctx.store.possibleTypeMap?Wi(this.ctx.store.possibleTypeMap,n.typeCondition.name.value,this.typename):Y===`read`&&Gi(n.typeCondition.name.value,this.typename)||Hi(n,this.typename,this.entityKey,this.ctx.variables,this.ctx.store.logger));if(r||Y===`write`&&!this.ctx.store.schema){var i=Kr(t);r&&n.typeCondition&&this.typename!==n.typeCondition.name.value&&wi(n.typeCondition.name.value,this.typename),this.stack.push(e={selectionSet:K(n),index:0,defer:e.defer||Gr(t,this.ctx.variables),optional:i===void 0?e.optional:i})}}}else if(Y===`write`||!t._generated)return Li=e.defer,Ri=e.optional,t}}this.stack.pop()}}},Wi=(e,t,n)=>{if(!n)return!1;if(t===n)return!0;var r=e.get(t);return r&&r.has(n)},Gi=(e,t)=>{if(!t)return!1;if(e===t)return!0;if((e=>q.types.has(e))(e))return!1;var n=(e=>q.abstractToConcreteMap.get(e)||fi)(e);return n.size&&n.has(t)},Ki=e=>e??null,qi=(e,t)=>{if(!t)return t||null;if(Array.isArray(t)){for(var n=Array(t.length),r=0,i=n.length;r<i;r++)n[r]=qi(e,t[r]);return n}return e.keyOfEntity(t)},Ji=(e,t,n,r)=>{var i=Nt(t.query),a=Hr(i),o=e.rootFields[a.operation],s=K(a),c=Bi(e,Vr(a,t.variables),Ur(i),o,o,r),l=o===c.store.rootFields.query?Qi(c,o,s,n||X()):Yi(c,o,s,n||X());return{dependencies:ai,partial:c.partial||!l,hasNext:c.hasNext,data:l||null}},Yi=(e,t,n,r)=>{if(typeof(e.store.rootNames[t]?t:r.__typename)!=`string`)return r;for(var i=new Ui(t,t,!1,void 0,n,e),a,o=oi,s=X(r);a=i.next();){var c=Ir(a),l=r[c];e.__internal.path.push(c);var u=void 0;u=a.selectionSet&&l!==null?Xi(e,K(a),Ki(l)):l,o||=u!==l,u!==void 0&&(s[c]=u),e.__internal.path.pop()}return o?s:r},Xi=(e,t,n)=>{if(Array.isArray(n)){for(var r=Array(n.length),i=oi,a=0,o=n.length;a<o;a++)e.__internal.path.push(a),r[a]=Xi(e,t,n[a]),i||=r[a]!==n[a],e.__internal.path.pop();return i?r:n}if(n===null)return null;var s=e.store.keyOfEntity(n);return s===null?Yi(e,n.__typename,t,n):Qi(e,s,t,n)||null};function Zi(e,t,n,r){var i=r.store.resolvers[t],a=i&&i[n],o;for(var s in e){var c=e[s];if(c&&s!==`include`&&s!==`skip`&&r.store.directives[s])return o=r.store.directives[s](zr(c,r.variables)),o}return o||a}var Qi=(e,t,n,r,i)=>{var{store:a}=e,o=t===a.rootFields.query,s=i&&a.keyOfEntity(i)||t,c=o?t:Si(s,`__typename`)||i&&i.__typename;if(typeof c==`string`&&!(i&&c!==i.__typename)){for(var l=new Ui(c,s,!1,void 0,n,e),u=!1,d=!1,f=oi,p,m=e.partial,h=X(r);(p=l.next())!==void 0;){var g=G(p),_=zr(p,e.variables),v=Ir(p),y=Pr(p),b=Zi(y,c,g,e),x=$r(g,_),S=ei(s,x),C=Si(s,x),w=i?i[g]:void 0;e.__internal.path.push(v);var T=void 0;if(g===`__typename`)T=c;else if(w!==void 0&&p.selectionSet===void 0)T=w;else if(Y===`read`&&b){var E=h;if(p.selectionSet===void 0&&C!==void 0&&(E={...h,[v]:C,[g]:C}),Vi(e,E,c,s,x,g),T=b(E,_||{},a,e),p.selectionSet&&(T=$i(e,c,g,S,K(p),h[v]===void 0?r[v]:h[v],T,ci(r))),a.schema&&T===null&&!Jr(a.schema,c,g,e.store.logger))return}else if(!p.selectionSet)T=C;else if(w!==void 0)T=$i(e,c,g,S,K(p),h[v]===void 0?r[v]:h[v],w,ci(r));else{var D=Ci(s,x);D===void 0?typeof C==`object`&&C&&(T=C):T=ea(e,D,c,g,K(p),h[v]===void 0?r[v]:h[v],ci(r))}if(!Li&&T===void 0&&(y.optional||Ri&&!y.required||zi(e)||!y.required&&a.schema&&Jr(a.schema,c,g,e.store.logger))?(e.partial=!0,T=null):T===null&&(y.required||!1===Ri)?(e.store.logger,T=void 0):u||=g!==`__typename`,e.__internal.path.pop(),f||=T!==r[v],T!==void 0)h[v]=T;else if(Li)d=!0;else{e.store.logger,e.partial=m;return}}return e.partial=e.partial||m,e.hasNext=e.hasNext||d,o&&e.partial&&!u?void 0:f?h:r}},$i=(e,t,n,r,i,a,o,s)=>{if(Array.isArray(o)){for(var{store:c}=e,l=c.schema?Yr(c.schema,t,n,e.store.logger):!1,u=e.partial,d=X(a,!0),f=oi||!Array.isArray(a)||o.length!==a.length,p=0,m=o.length;p<m;p++){e.__internal.path.push(p);var h=$i(e,t,n,ei(r,`${p}`),i,a?.[p],o[p],s);if(e.__internal.path.pop(),h===void 0&&!l){e.partial=u;return}e.partial=e.partial||h===void 0&&l,d[p]=h??null,f||=d[p]!==a[p]}return f?d:a}if(o==null)return o;if(s&&a===null)return null;if(ta(o)){var g=a||X(a);return typeof o==`string`?Qi(e,o,i,g):Qi(e,r,i,g,o)}},ea=(e,t,n,r,i,a,o)=>{if(Array.isArray(t)){for(var{store:s}=e,c=s.schema?Yr(s.schema,n,r,e.store.logger):!1,l=X(a,!0),u=e.partial,d=oi||!Array.isArray(a)||t.length!==a.length,f=0,p=t.length;f<p;f++){e.__internal.path.push(f);var m=ea(e,t[f],n,r,i,a?.[f],o);if(e.__internal.path.pop(),m===void 0&&!c){e.partial=u;return}e.partial=e.partial||m===void 0&&c,l[f]=m||null,d||=l[f]!==a[f]}return d?l:a}return t===null||a===null&&o?null:Qi(e,t,i,a||X(a))},ta=e=>typeof e==`string`||typeof e==`object`&&typeof e.__typename==`string`,na=(e,t,n)=>{for(var r=t?[{fieldKey:$r(t,n)}]:Ni(e),i=0,a=r.length;i<a;i++){var{fieldKey:o}=r[i];Ci(e,o)===void 0?Ti(e,o,void 0):Di(e,o,void 0)}},ra=(e,t)=>{for(var n of(e=>q.types.get(e)||fi)(e))t.includes(n)||na(n)},ia=(e,t,n,r)=>{var i=Nt(t.query),a=Hr(i),o={data:n||X(),dependencies:ai},s=e.rootFields[a.operation];return aa(Bi(e,Vr(a,t.variables),Ur(i),s,s,r),s,K(a),o.data),o},aa=(e,t,n,r)=>{var i=e.store.rootNames[t]||`query`,a=!!e.store.rootNames[t],o=a?t:r.__typename;if(!o&&t&&e.optimistic&&(o=Si(t,`__typename`)),o)!a&&t&&(Ti(t,`__typename`,o),((e,t)=>{var n=q.types.get(e);if(n)n.add(t);else{var r=new Set;r.add(t),q.types.set(e,r)}})(o,t));else return;for(var s=e.store.updates[o],c=new Ui(o,t||o,!1,void 0,n,e),l;l=c.next();){var u=G(l),d=zr(l,e.variables),f=$r(u,d),p=Ir(l),m=r[e.optimistic?u:p];if(!(u===`__typename`||m===void 0&&(Li||e.optimistic&&i===`query`))){e.__internal.path.push(p);var h=void 0;if(e.optimistic&&i===`mutation`){if(!(h=e.store.optimisticMutations[u]))continue}else e.optimistic&&typeof m==`function`&&(h=m);if(h&&(Vi(e,r,o,t||o,f,u),m=Ki(h(d||{},e.store,e))),m!==void 0){if(l.selectionSet){if(t&&i===`query`){var g=ei(t,f),_=oa(e,K(l),Ki(m),g,e.optimistic?Ci(t||o,f):void 0);Di(t||o,f,_)}else oa(e,K(l),Ki(m))}else t&&i===`query`&&Ti(t||o,f,m!==null||!zi(e)?m:void 0);var v=s&&s[u];if(v)Vi(e,r,o,t||o,f,u),r[u]=m,v(r,d||{},e.store,e);else if(o===e.store.rootFields.mutation&&!e.optimistic){if(m&&Array.isArray(m))for(var y=m.map((t=>e.store.keyOfEntity(t)||``)),b=0,x=m.length;b<x;b++){var S=y[b];if(S&&m[b].__typename){var C=Si(S,`__typename`),w=hi(S);C&&!w&&ra(m[b].__typename,y)}}else if(m&&typeof m==`object`){var T=e.store.keyOfEntity(m);if(T){var E=Si(T,`__typename`),D=hi(T);E&&D||!m.__typename||ra(m.__typename,[T])}}}e.__internal.path.pop()}}}},oa=(e,t,n,r,i)=>{if(Array.isArray(n)){for(var a=Array(n.length),o=0,s=n.length;o<s;o++){e.__internal.path.push(o);var c=r?ei(r,`${o}`):void 0,l=oa(e,t,n[o],c,i?.[o]);a[o]=l,e.__internal.path.pop()}return a}if(n===null)return zi(e)?void 0:null;var u=e.store.keyOfEntity(n)||(typeof i==`string`?i:null);n.__typename;var d=u||r;return aa(e,d,t,n),d||null},sa=class{constructor(e){e||={},this.logger=e.logger,this.resolvers=e.resolvers||{},this.directives=e.directives||{},this.optimisticMutations=e.optimistic||{},this.keys=e.keys||{},this.globalIDs=Array.isArray(e.globalIDs)?new Set(e.globalIDs):!!e.globalIDs;var t=`Query`,n=`Mutation`,r=`Subscription`;if(e.schema){var i=(({__schema:e})=>{var t=new Map,n=e=>{var t;return()=>{if(!t){t={};for(var n=0;n<e.length;n++)t[e[n].name]=e[n]}return t}},r=e=>{switch(e.kind){case`OBJECT`:case`INTERFACE`:return{name:e.name,kind:e.kind,interfaces:n(e.interfaces||[]),fields:n(e.fields.map((e=>({name:e.name,type:e.type,args:n(e.args)}))))};case`UNION`:return{name:e.name,kind:e.kind,types:n(e.possibleTypes||[])}}},i={query:e.queryType?e.queryType.name:null,mutation:e.mutationType?e.mutationType.name:null,subscription:e.subscriptionType?e.subscriptionType.name:null,types:void 0,isSubType(e,n){var r=t.get(e),i=t.get(n);return!r||!i?!1:r.kind===`UNION`?!!r.types()[n]:r.kind!==`OBJECT`&&i.kind===`OBJECT`?!!i.interfaces()[e]:e===n}};if(e.types){i.types=t;for(var a=0;a<e.types.length;a++){var o=e.types[a];if(o&&o.name){var s=r(o);s&&t.set(o.name,s)}}}return i})(e.schema);t=i.query||t,n=i.mutation||n,r=i.subscription||r,i.types&&(this.schema=i)}if(!this.schema&&e.possibleTypes){this.possibleTypeMap=new Map;for(var a of Object.entries(e.possibleTypes)){var[o,s]=a;this.possibleTypeMap.set(o,new Set(s))}}this.updates=e.updates||{},this.rootFields={query:t,mutation:n,subscription:r},this.rootNames={[t]:`query`,[n]:`mutation`,[r]:`subscription`},this.data=(c=t,{hydrating:!1,defer:!1,gc:new Set,types:new Map,persist:new Set,queryRootKey:c,refCount:new Map,links:{optimistic:new Map,base:new Map},abstractToConcreteMap:new Map,records:{optimistic:new Map,base:new Map},deferredKeys:new Set,commutativeKeys:new Set,dirtyKeys:new Set,optimisticOrder:[],storage:null});var c;this.schema}keyOfField(e,t){return $r(e,t)}keyOfEntity(e){if(Ii&&e===Ii.parent)return Ii.parentKey;if(e==null||typeof e==`string`)return e||null;if(!e.__typename)return null;if(this.rootNames[e.__typename])return e.__typename;var t=null;this.keys[e.__typename]?t=this.keys[e.__typename](e)||null:e.id==null?e._id!=null&&(t=`${e._id}`):t=`${e.id}`;var n=e.__typename;return!0===this.globalIDs||this.globalIDs&&this.globalIDs.has(n)||!t?t:`${n}:${t}`}resolve(e,t,n){var r=this.keyOfEntity(e);if(r){var i=$r(t,n),a=Si(r,i);if(a!==void 0)return a;var o=Ci(r,i);return o!==void 0&&(o=qi(this,o)),o}}invalidate(e,t,n){var r=this.keyOfEntity(e);e&&typeof e==`string`&&!t&&!n&&!this.resolve(e,`__typename`)?ra(e,[]):(Mr(r,``,19),na(r,t,n))}inspectFields(e){var t=this.keyOfEntity(e);return t?Ni(t):[]}updateQuery(e,t){var n=mt(e.query,e.variables),r=t(this.readQuery(n));r!==null&&ia(this,n,r,void 0)}readQuery(e){var t=mt(e.query,e.variables);return Ji(this,t,void 0,void 0).data}readFragment(e,t,n,r){return((e,t,n,r,i)=>{var a=Ur(t),o;if(i){if(!(o=a[i]))return null}else if(!(o=a[Object.keys(a)[0]]))return null;var s=Fr(o);typeof n!=`string`&&!n.__typename&&(n.__typename=s);var c=e.keyOfEntity(n);return c&&Qi(Bi(e,r||{},a,s,c,void 0),c,K(o),X())||null})(this,Nt(e),t,n,r)}writeFragment(e,t,n,r){((e,t,n,r,i)=>{var a=Ur(t),o;if(i){if(!(o=a[i]))return null}else if(!(o=a[Object.keys(a)[0]]))return null;var s=Fr(o),c={__typename:s,...n},l=e.keyOfEntity(c);l&&aa(Bi(e,r||{},a,s,l,void 0),l,K(o),c)})(this,Nt(e),t,n,r)}link(e,t,...n){var r=n.length===2?n[0]:null,i=n.length===2?n[1]:n[0],a=this.keyOfEntity(e);a&&Di(a,$r(t,r),qi(this,i))}},ca=(e,t)=>Ft(e.kind,e,{...e.context,meta:{...e.context.meta,...t}}),la=(e,t)=>Ft(e.kind,e,{...e.context,requestPolicy:t}),ua=e=>({forward:t,client:n,dispatchDebug:r})=>{var i=new sa(e);e&&e.storage&&(i.data.hydrating=!0,e.storage.readData().then((t=>{((e,t,n)=>{for(var r in li(`write`,e,null),n){var i=n[r];if(i!==void 0){var{entityKey:a,fieldKey:o}=ni(r);i[0]===`:`?Ci(a,o)===void 0&&Di(a,o,JSON.parse(i.slice(1))):Si(a,o)===void 0&&Ti(a,o,JSON.parse(i))}}e.storage=t,e.hydrating=!1,ui()})(i.data,e.storage,t),e.storage.onCacheHydrated&&e.storage.onCacheHydrated()})));var a=new Map,o=[],s=new Map,c=new Map,l=new Set,u=new Set,d=new Set,f=new Set,p=new WeakSet,m=new Map,h=new Set,g=new Set,_=e=>{for(var t of e.values())if(l.has(t))return!0;return!1},v=(e,t)=>{if(t)for(var n of t.values()){var r=m.get(n);if(r)for(var i of r.values())e.add(i)}},y=(e,t,r)=>{for(var i of t.values())if(i!==e.key){var a=s.get(i);if(a){e.kind===`query`&&g.add(i);var o=`cache-first`;u.has(i)&&(u.delete(i),o=`cache-and-network`);var c=la(a,o);e.kind===`subscription`&&d.has(i)&&p.add(c),n.reexecuteOperation(c)}}if(!r){var l=h;h=g,e.kind===`query`&&h.add(e.key),(g=l).clear()}},b=e=>!p.has(e)||!d.has(e.key)?!1:(f.add(e.key),!0),x=e=>{var t=!1;if(e.kind===`query`)Oi(i.data,e.key),s.set(e.key,e),d.add(e.key),f.delete(e.key);else if(e.kind===`teardown`)return s.delete(e.key),c.delete(e.key),h.delete(e.key),d.delete(e.key),f.delete(e.key),di(i.data,e.key),e;else if(e.kind===`mutation`&&e.context.requestPolicy!==`network-only`){s.set(e.key,e),li(`write`,i.data,e.key,!0,!1);var{dependencies:n}=ia(i,e,void 0,void 0);if(ui(),n.size){for(var r of n.values())l.add(r);a.set(e.key,n);var o=new Set;v(o,n),y(e,o,!0),t=!0}}return Ft(e.kind,{key:e.key,query:Nt(e.query),variables:e.variables?Br(Hr(e.query),e.variables):e.variables},{...e.context,optimistic:t})},S=(e,t)=>{for(var n of t.values()){var r=m.get(n);r||m.set(n,r=new Set),r.add(e.key)}},C=e=>{li(`read`,i.data,void 0,!1,!1);var t=Ji(i,e,c.get(e.key),void 0);ui();var n=t.data?!t.partial&&!t.hasNext?`hit`:`partial`:`miss`;return c.set(e.key,t.data),s.set(e.key,e),S(e,t.dependencies),{outcome:n,operation:e,data:t.data,dependencies:t.dependencies,hasNext:t.hasNext}},w=(e,t)=>{var n=s.get(e.operation.key)||e.operation;n.kind===`mutation`&&(v(t,a.get(n.key)),a.delete(n.key)),(n.kind===`subscription`||e.hasNext)&&Oi(i.data,n.key,!0);var r,o=e.data;if(o){li(`write`,i.data,n.key,!1,!1);var l=ia(i,n,o,e.error).dependencies;ui(),v(t,l);var u=n.kind===`query`?c.get(n.key):null;li(`read`,i.data,n.key,!1,u!==o);var d=Ji(i,n,u||o,e.error);ui(),o=d.data,n.kind===`query`&&(v(t,r=d.dependencies),c.set(n.key,o))}else di(i.data,n.key);return r&&S(e.operation,r),{operation:n,data:o,error:e.error,extensions:e.extensions,hasNext:e.hasNext,stale:e.stale}};return e=>{var r=Ae(Ce(C)(z((e=>e.kind===`query`&&e.context.requestPolicy!==`network-only`))(e))),c=z((e=>e.kind!==`query`||e.context.requestPolicy===`network-only`))(e),p=Ce((e=>ca(e.operation,{cacheOutcome:`miss`})))(z((e=>e.outcome===`miss`&&e.operation.context.requestPolicy!==`cache-only`&&!_(e.dependencies)&&!h.has(e.operation.key)&&!b(e.operation)))(r)),m=Ce((e=>{var{requestPolicy:t}=e.operation.context,r=t!==`cache-only`&&(e.hasNext||t===`cache-and-network`||t===`cache-first`&&e.outcome===`partial`&&!h.has(e.operation.key)),a=t!==`cache-only`&&(r||d.has(e.operation.key)||e.outcome===`partial`&&h.has(e.operation.key)&&((o=i.data).commutativeKeys.has(c=e.operation.key)||o.optimisticOrder.indexOf(c)>-1)),o,c,l={operation:ca(e.operation,{cacheOutcome:e.outcome}),data:e.data,error:e.error,extensions:e.extensions,stale:a&&!e.hasNext,hasNext:r&&e.hasNext};return r&&(_(e.dependencies)?t===`cache-and-network`&&u.add(e.operation.key):b(e.operation)||n.reexecuteOperation(la(s.get(e.operation.key)||e.operation,`network-only`))),l}))(z((e=>e.outcome!==`miss`||e.operation.context.requestPolicy===`cache-only`))(r)),g=t(Ce(x)(Ee([c,p])));return Ee([Ce((e=>{var{key:t}=e.operation,r=!1;e.hasNext||(d.delete(t),r=f.delete(t));var i=new Set,a=w(e,i);return y(e.operation,i,!1),r&&(a.stale=!0,n.reexecuteOperation(la(s.get(t)||e.operation,`network-only`))),a}))(z((e=>!a.has(e.operation.key)))(g)),we((e=>{if(o.push(e)<a.size)return He;for(var t=0;t<o.length;t++)Oi(i.data,o[t].operation.key);l.clear();for(var n=[],r=new Set,s;s=o.shift();)n.push(w(s,r));return y(e.operation,r,!1),Re(n)}))(z((e=>a.has(e.operation.key)))(g)),m])}};function Z(e){return e===null?`null`:Array.isArray(e)?`array`:typeof e}function da(e){return Z(e)===`object`}function fa(e){return Array.isArray(e)&&e.length>0&&e.every(e=>`message`in e)}function pa(e,t){return e.length<124?e:t}var Q=(e=>(e[e.InternalServerError=4500]=`InternalServerError`,e[e.InternalClientError=4005]=`InternalClientError`,e[e.BadRequest=4400]=`BadRequest`,e[e.BadResponse=4004]=`BadResponse`,e[e.Unauthorized=4401]=`Unauthorized`,e[e.Forbidden=4403]=`Forbidden`,e[e.SubprotocolNotAcceptable=4406]=`SubprotocolNotAcceptable`,e[e.ConnectionInitialisationTimeout=4408]=`ConnectionInitialisationTimeout`,e[e.ConnectionAcknowledgementTimeout=4504]=`ConnectionAcknowledgementTimeout`,e[e.SubscriberAlreadyExists=4409]=`SubscriberAlreadyExists`,e[e.TooManyInitialisationRequests=4429]=`TooManyInitialisationRequests`,e))(Q||{}),$=(e=>(e.ConnectionInit=`connection_init`,e.ConnectionAck=`connection_ack`,e.Ping=`ping`,e.Pong=`pong`,e.Subscribe=`subscribe`,e.Next=`next`,e.Error=`error`,e.Complete=`complete`,e))($||{});function ma(e){if(!da(e))throw Error(`Message is expected to be an object, but got ${Z(e)}`);if(!e.type)throw Error(`Message is missing the 'type' property`);if(typeof e.type!=`string`)throw Error(`Message is expects the 'type' property to be a string, but got ${Z(e.type)}`);switch(e.type){case`connection_init`:case`connection_ack`:case`ping`:case`pong`:if(e.payload!=null&&!da(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object or nullish or missing, but got "${e.payload}"`);break;case`subscribe`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Z(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!da(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${Z(e.payload)}`);if(typeof e.payload.query!=`string`)throw Error(`"${e.type}" message payload expects the 'query' property to be a string, but got ${Z(e.payload.query)}`);if(e.payload.variables!=null&&!da(e.payload.variables))throw Error(`"${e.type}" message payload expects the 'variables' property to be a an object or nullish or missing, but got ${Z(e.payload.variables)}`);if(e.payload.operationName!=null&&Z(e.payload.operationName)!==`string`)throw Error(`"${e.type}" message payload expects the 'operationName' property to be a string or nullish or missing, but got ${Z(e.payload.operationName)}`);if(e.payload.extensions!=null&&!da(e.payload.extensions))throw Error(`"${e.type}" message payload expects the 'extensions' property to be a an object or nullish or missing, but got ${Z(e.payload.extensions)}`);break;case`next`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Z(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!da(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${Z(e.payload)}`);break;case`error`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Z(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!fa(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an array of GraphQL errors, but got ${JSON.stringify(e.payload)}`);break;case`complete`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Z(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);break;default:throw Error(`Invalid message 'type' property "${e.type}"`)}return e}function ha(e,t){return ma(typeof e==`string`?JSON.parse(e,t):e)}function ga(e,t){return ma(e),JSON.stringify(e,t)}function _a(e){let{url:t,connectionParams:n,lazy:r=!0,onNonLazyError:i=console.error,lazyCloseTimeout:a=0,keepAlive:o=0,disablePong:s,connectionAckWaitTimeout:c=0,retryAttempts:l=5,retryWait:u=async function(e){let t=2**e;await new Promise(e=>setTimeout(e,t*1e3+Math.floor(Math.random()*2700+300)))},shouldRetry:d=ya,on:f,webSocketImpl:p,generateID:m=function(){return`xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g,e=>{let t=Math.random()*16|0;return(e==`x`?t:t&3|8).toString(16)})},jsonMessageReplacer:h,jsonMessageReviver:g}=e,_;if(p){if(!xa(p))throw Error(`Invalid WebSocket implementation provided`);_=p}else typeof WebSocket<`u`?_=WebSocket:typeof global<`u`?_=global.WebSocket||global.MozWebSocket:typeof window<`u`&&(_=window.WebSocket||window.MozWebSocket);if(!_)throw Error("WebSocket implementation missing; on Node you can `import WebSocket from 'ws';` and pass `webSocketImpl: WebSocket` to `createClient`");let v=_,y=(()=>{let e=(()=>{let e={};return{on(t,n){return e[t]=n,()=>{delete e[t]}},emit(t){`id`in t&&e[t.id]?.(t)}}})(),t={connecting:f?.connecting?[f.connecting]:[],opened:f?.opened?[f.opened]:[],connected:f?.connected?[f.connected]:[],ping:f?.ping?[f.ping]:[],pong:f?.pong?[f.pong]:[],message:f?.message?[e.emit,f.message]:[e.emit],closed:f?.closed?[f.closed]:[],error:f?.error?[f.error]:[]};return{onMessage:e.on,on(e,n){let r=t[e];return r.push(n),()=>{let e=r.indexOf(n);e>-1&&r.splice(e,1)}},emit(e,...n){for(let r of[...t[e]])r(...n)}}})();function b(e){let t=[y.on(`error`,n=>{t.forEach(e=>e()),e(n)}),y.on(`closed`,n=>{t.forEach(e=>e()),e(n)})];return()=>t.forEach(e=>e())}let x,S=0,C,w=!1,T=0,E=!1;async function D(){clearTimeout(C);let[e,r]=await(x??=new Promise((e,r)=>(async()=>{if(w){if(await u(T),!S)return x=void 0,r({code:1e3,reason:`All Subscriptions Gone`});T++}y.emit(`connecting`,w);let i=new v(typeof t==`function`?await t():t,`graphql-transport-ws`),a,l;function d(){isFinite(o)&&o>0&&(clearTimeout(l),l=setTimeout(()=>{i.readyState===v.OPEN&&(i.send(ga({type:$.Ping})),y.emit(`ping`,!1,void 0))},o))}b(e=>{x=void 0,clearTimeout(a),clearTimeout(l),r(e),e instanceof va&&(i.close(4499,`Terminated`),i.onerror=null,i.onclose=null)}),i.onerror=e=>y.emit(`error`,e),i.onclose=e=>y.emit(`closed`,e),i.onopen=async()=>{try{y.emit(`opened`,i);let e=typeof n==`function`?await n():n;if(i.readyState!==v.OPEN)return;i.send(ga(e?{type:$.ConnectionInit,payload:e}:{type:$.ConnectionInit},h)),isFinite(c)&&c>0&&(a=setTimeout(()=>{i.close(Q.ConnectionAcknowledgementTimeout,`Connection acknowledgement timeout`)},c)),d()}catch(e){y.emit(`error`,e),i.close(Q.InternalClientError,pa(e instanceof Error?e.message:String(e),`Internal client error`))}};let f=!1;i.onmessage=({data:t})=>{try{let n=ha(t,g);if(y.emit(`message`,n),n.type===`ping`||n.type===`pong`){y.emit(n.type,!0,n.payload),n.type===`pong`?d():s||(i.send(ga(n.payload?{type:$.Pong,payload:n.payload}:{type:$.Pong},h)),y.emit(`pong`,!1,n.payload));return}if(f)return;if(n.type!==$.ConnectionAck)throw Error(`First message cannot be of type ${n.type}`);clearTimeout(a),f=!0,y.emit(`connected`,i,n.payload,w),w=!1,T=0;let r=new Promise((e,t)=>b(t));r.catch(()=>{}),e([i,r])}catch(e){i.onmessage=null,y.emit(`error`,e),i.close(Q.BadResponse,pa(e instanceof Error?e.message:String(e),`Bad response`))}}})()));e.readyState===v.CLOSING&&await r;let i=()=>{},l=new Promise(e=>i=e);return[e,i,new Promise((t,n)=>{let i=b(n);e.readyState!==v.OPEN&&r.catch(n),l.then(()=>{if(i(),!S){let t=()=>e.close(1e3,`Normal Closure`);isFinite(a)&&a>0?(clearTimeout(C),C=setTimeout(()=>{!S&&e.readyState===v.OPEN&&t()},a)):t()}t()})})]}function O(e){if(ya(e)&&(ba(e.code)||[Q.InternalServerError,Q.InternalClientError,Q.BadRequest,Q.BadResponse,Q.Unauthorized,Q.SubprotocolNotAcceptable,Q.SubscriberAlreadyExists,Q.TooManyInitialisationRequests].includes(e.code)))throw e;if(E)return!1;if(ya(e)&&e.code===1e3)return S>0;if(!l||T>=l||!d(e))throw e;return w=!0}r||(async()=>{for(S++;;)try{let[,,e]=await D();await e}catch(e){try{if(!O(e))return}catch(e){return i?.(e)}}})();function k(e,t){let n=m(e),r=!1,i=!1,a=()=>{S--,r=!0};return(async()=>{for(S++;;)try{let[o,s,c]=await D();if(r)return c.catch(()=>{}),s();let l=y.onMessage(n,e=>{switch(e.type){case $.Next:t.next(e.payload);return;case $.Error:i=!0,r=!0,t.error(e.payload),a();return;case $.Complete:r=!0,a();return}});o.send(ga({id:n,type:$.Subscribe,payload:e},h)),a=()=>{!r&&o.readyState===v.OPEN&&o.send(ga({id:n,type:$.Complete},h)),S--,r=!0,s()},await c.finally(l);return}catch(e){if(!O(e))return}})().then(()=>{i||t.complete()}).catch(e=>{t.error(e)}),()=>{r||a()}}return{on:y.on,subscribe:k,iterate(e){let t=[],n={done:!1,error:null,resolve:()=>{}},r=k(e,{next(e){t.push(e),n.resolve()},error(e){n.done=!0,n.error=e,n.resolve()},complete(){n.done=!0,n.resolve()}}),i=async function*(){for(;;){for(t.length||await new Promise(e=>n.resolve=e);t.length;)yield t.shift();if(n.error)throw n.error;if(n.done)return}}();return i.throw=async e=>(n.done||(n.done=!0,n.error=e,n.resolve()),{done:!0,value:void 0}),i.return=async()=>(r(),{done:!0,value:void 0}),i},async dispose(){if(E=!0,x){let[e]=await x;e.close(1e3,`Normal Closure`)}},terminate(){x&&y.emit(`closed`,new va)}}}var va=class extends Error{name=`TerminatedCloseEvent`;message=`4499: Terminated`;code=4499;reason=`Terminated`;wasClean=!1};function ya(e){return da(e)&&`code`in e&&`reason`in e}function ba(e){return![1e3,1001,1006,1005,1012,1013,1014].includes(e)&&e>=1e3&&e<=1999}function xa(e){return typeof e==`function`&&`constructor`in e&&`CLOSED`in e&&`CLOSING`in e&&`CONNECTING`in e&&`OPEN`in e}var Sa=Gt({state:`connecting`}),Ca=500,wa=15e3,Ta=1e4,Ea=0,Da,Oa,ka;function Aa(e){Ea||=B.now();let t=H.get()!==null&&U.get()===null;Sa.set(t?{state:`reconnecting`,since:Ea,retryAt:e}:{state:`signed-out`})}var ja={use(e){Oa=e},listeners:{connected(){Ea=0,Sa.set({state:`live`})},ping(e){e||(Da=setTimeout(()=>Oa?.terminate(),Ta))},pong(e){e&&clearTimeout(Da)},closed(){clearTimeout(Da),Aa(B.now())}},async waitBeforeTry(e){let t=Math.min(Ca*2**e,wa)*(.75+Math.random()/2);Aa(B.now()+t),await new Promise(e=>{ka=e,setTimeout(e,t)})}};window.addEventListener(`online`,()=>ka?.()),H.watch(()=>ka?.()),U.watch(()=>{U.get()!==null&&Sa.set({state:`signed-out`})});var Ma=4401,Na=4403,Pa=``;function Fa(){return Pa=H.get()?.token??``,Pa}var Ia=Object.getOwnPropertyDescriptor(WebSocket.prototype,`onclose`),La=class extends WebSocket{constructor(e,t){super(e,t),Object.defineProperty(this,"onclose",{set:e=>{Ia?.set?.call(this,t=>{if(t.code!==Ma)return e?.(t);qn(Pa),e?.(new CloseEvent(`close`,{code:Na,reason:t.reason,wasClean:t.wasClean}))})}})}},Ra=null;function za(e){Ra=e}function Ba(e){return Ra!==null&&BigInt(e)<=BigInt(Ra)}function Va(e){return e===void 0||!(`withProduct`in e)?e:{...e,get afterSeq(){return Ra}}}function Ha(e){let[t]=e.graphQLErrors;if(!t)return{code:`NETWORK`,message:`The server does not answer.`,retryable:!0,outcomeUnknown:!0,requestId:null,argument:null};let{code:n,retryable:r,outcomeUnknown:i,requestId:a,argument:o}=t.extensions;return{code:typeof n==`string`?n:`INTERNAL`,message:t.message,retryable:r===!0,outcomeUnknown:i===!0,requestId:typeof a==`string`?a:null,argument:typeof o==`string`?o:null}}var Ua=new WeakMap,Wa=new Map;function Ga(e){let t=Ua.get(e);if(!t){t=Lt(e.toString()),Ua.set(e,t);let n=/^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(e.toString())?.[1],r=e.__meta__?.documentId;n!==void 0&&r!==void 0&&Wa.set(n,r.replace(`sha256:`,``))}return t}var Ka=null;H.watch(()=>{H.get()||Ka?.()});var qa=()=>`Bearer ${H.get()?.token??``}`,Ja=()=>null,Ya=`Viewer.ViewerPermission.Catalog.Product.Feature.InclusiveDimension.UnitPrice.RateCard.Plan.PlanWindow.Overshoot.Availability.LayerState.Blocker.Balance.UsageSeries.UsagePoint.UsageTotals.PaidBy.Quantity.Label.Draw.LayerTrace.GateResult.PolicyCitation.AutoTopUp.AutoTopUpConsent.AutoTopUpTerms.PurchaseQuote.PaymentMethod.Money.BalanceLine.Reconciliation.Difference.AccountChange.BalanceChange.DecisionEvent.AccessEstimate.MintedToken.Operations.Process.RefusedFile.Policy.PolicyVersion.PolicyProblem.PageInfo.WindowState.Hold`.split(`.`);function Xa(){let t=In(H.get()),n=new Promise(()=>void 0),r=_a({url:async()=>(await Jn(),In(H.get())===t?new URL(e.endpoint,location.href.replace(/^http/,`ws`)).href:n),lazy:!1,webSocketImpl:La,connectionParams:()=>({authorization:`Bearer ${Fa()}`}),keepAlive:1e4,retryAttempts:1/0,shouldRetry:()=>H.get()!==null,retryWait:e=>ja.waitBeforeTry(e),on:ja.listeners});return ja.use(r),Ka?.(),Ka=()=>void r.dispose(),new Ut({url:e.endpoint,preferGetMethod:!1,requestPolicy:`cache-and-network`,fetchOptions:()=>({headers:{authorization:qa()}}),fetch:async(e,r)=>{if(In(H.get())!==t)return n;let i=H.get()?.token,a=await eo(e,r);return a.status===401?!await Xn(i)&&!await Gn(`Your token is not valid any more.`)||In(H.get())!==t?n:eo(e,{...r,headers:{...r?.headers,authorization:qa()}}):a},exchanges:[ua({keys:{...Object.fromEntries(Ya.map(e=>[e,Ja])),...Object.fromEntries(Ya.map(e=>[`${e}Connection`,Ja]))}}),Vt({onError(e){Ha(e).code===`UNAUTHENTICATED`&&Hn(`Your token is not valid any more.`)}}),zt,Rt({forwardSubscription:({query:e=``,variables:t,operationName:n,extensions:i})=>({subscribe:a=>({unsubscribe:r.subscribe({query:e,variables:Va(t),operationName:n,extensions:Qa(n,i)},{next:e=>a.next(e),error:e=>a.error(e),complete:()=>a.complete()})})})})]})}var Za=e.nonce!==``;function Qa(e,t){let n=e===void 0||!Za?void 0:Wa.get(e);return n===void 0?t:{...t,persistedQuery:{version:1,sha256Hash:n}}}function $a(e){if(typeof e?.body!=`string`)return e;let{query:t,...n}=JSON.parse(e.body),r=Qa(n.operationName,n.extensions);return{...e,body:JSON.stringify(r===n.extensions?{...n,query:t}:{...n,extensions:r})}}async function eo(e,t){let n=Date.now(),r=await fetch(e,$a(t));return B.learn(r.headers.get(`date`),n,Date.now()),await no(r)?(Za=!1,fetch(e,t)):r}var to=1e3;async function no(e){return!Za||Number(e.headers.get(`content-length`)??to)>=to?!1:(await e.clone().text()).includes(`"PERSISTED_QUERY_NOT_`)}function ro({title:e,actions:t,children:n,className:r,live:i=!1}){return(0,W.jsxs)(`section`,{className:Sr(`min-w-0 rounded-xl border border-line bg-panel`,r),children:[(0,W.jsxs)(`header`,{className:`flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-1`,children:[(0,W.jsx)(`h2`,{className:`text-[15px] font-semibold`,children:e}),i&&(0,W.jsx)(io,{}),(0,W.jsx)(`div`,{className:`ml-auto flex flex-wrap items-center gap-1`,children:t})]}),(0,W.jsx)(`div`,{className:`px-4 pb-4`,children:n})]})}function io(){let e=Kt(Sa),t=Kt(_r);return e.state===`reconnecting`?(0,W.jsxs)(`span`,{className:`text-xs text-soft`,children:[`as of `,xr(e.since,B.now(),t)]}):null}function ao({rows:e=3,className:t}){return(0,W.jsx)(`div`,{role:`status`,"aria-label":`Loading`,className:Sr(`grid animate-[slide-in_150ms_150ms_backwards] gap-2`,t),children:Array.from({length:e},(e,t)=>(0,W.jsx)(`div`,{className:`h-8 animate-pulse rounded-md bg-sunk`},t))})}function oo({title:e,children:t}){return(0,W.jsxs)(`div`,{className:`grid justify-items-start gap-2 rounded-lg bg-sunk/60 p-4 text-sm`,children:[(0,W.jsx)(`p`,{className:`font-medium`,children:e}),t!==void 0&&(0,W.jsx)(`div`,{className:`grid min-w-0 gap-2 text-soft`,children:t})]})}function so({error:e,retry:t}){let n=Ha(e);return(0,W.jsxs)(`div`,{role:`alert`,className:`grid gap-2 rounded-lg bg-bad-bg p-3 text-sm text-bad`,children:[(0,W.jsx)(`p`,{className:`font-medium`,children:n.code===`FORBIDDEN`?`You may not see this`:`This could not be loaded`}),(0,W.jsx)(`p`,{children:n.message}),(0,W.jsxs)(`div`,{className:`flex flex-wrap items-center gap-2`,children:[n.retryable&&t&&(0,W.jsx)(kr,{onClick:t,children:`Try again`}),n.requestId!==null&&(0,W.jsxs)(`span`,{className:`text-xs`,children:[`Request `,(0,W.jsx)(`code`,{children:n.requestId}),` `,(0,W.jsx)(Ar,{text:n.requestId,label:`Copy id`})]})]})]})}function co({loading:e,error:t,retry:n,rows:r,children:i}){return e?(0,W.jsx)(ao,{...r===void 0?{}:{rows:r}}):(0,W.jsxs)(W.Fragment,{children:[t&&(0,W.jsx)(so,{error:t,...n?{retry:n}:{}}),i]})}var lo=e=>{let t=e.toLowerCase().replaceAll(`_`,` `);return t.charAt(0).toUpperCase()+t.slice(1)},uo=e=>t=>e[t]??lo(t),fo=uo({ALLOWANCE:`Included`,PROMOTION:`Promotion`,CREDITS:`Credits`,POOL:`Pool`}),po=uo({ALLOWANCE:`Included`,PROMOTION:`Promotion`,CREDITS:`Credits`,POOL:`Pool`,DEBT:`Debt`,FORGIVEN:`Forgiven`}),mo=uo({ALLOWED:`Allowed`,PARTIAL:`Partial`,DENIED:`Denied`}),ho=uo({PARTLY_USED:`Partly used`}),go=uo({PURCHASED:`Bought`,PROMOTIONAL:`Promotion`,ENTITLEMENT:`Granted`,REFUND:`Refund`}),_o=uo({ACCOUNT_SUSPENDED:`The account is suspended`,ALLOWED:`Nothing stands in the way`,DEBT_LIMIT:`The debt has reached its limit`,HOLD_CLOSED:`The hold is closed`,HOLD_LIMIT:`Too many open holds`,NOT_PERMITTED:`The policy does not permit it`,NOT_PRICED:`It has no price`,NO_LAYER:`No layer gives for this`,OUT_OF_CAPACITY:`Nothing is left`,RATE_LIMITED:`Too many requests this minute`,UNKNOWN_FEATURE:`Unknown feature`,UNKNOWN_PRODUCT:`Unknown product`}),vo=uo({HOLD_EXPIRED:`Hold expired`,HOLD_TRIMMED:`Hold trimmed`,SETTLE:`Usage settled`,LOT_EFFECTIVE:`Credits became usable`,LOT_EXPIRED:`Credits expired`}),yo=uo({READY:`Ready`,PENDING:`A purchase is under way`,BACKING_OFF:`Waiting after a decline`,CAPPED:`This month's cap is reached`,STOPPED:`Stopped`,OFF:`Off`}),bo=lo;function xo(e){let[t,...n]=e.split(`:`),r=n.join(`:`);return t===`pool`&&r!==``?`${lo(r)} pool`:t===`window`&&r!==``?`${lo(r)} window`:{allowance:`Included`,promotion:`Promotion`,credits:`Credits`}[e]??lo(e)}export{nn as $,lr as A,b as At,Nn as B,kr as C,mt as Ct,Tr as D,We as Dt,wr as E,qe as Et,hr as F,m as Ft,zn as G,Wn as H,yr as I,In as J,Un as K,mr as L,ur as M,g as Mt,pr as N,d as Nt,Sr as O,Pe as Ot,fr as P,f as Pt,an as Q,_r as R,Cr as S,Kt as St,Ar as T,Oe as Tt,H as U,Fn as V,Ln as W,tn as X,jn as Y,gn as Z,Xa as _,vn as _t,mo as a,Sn as at,za as b,qt as bt,xo as c,ln as ct,oo as d,bn as dt,rn as et,ro as f,yn as ft,Ha as g,Cn as gt,ao as h,dn as ht,go as i,_n as it,xr as j,v as jt,gr as k,w as kt,ho as l,on as lt,co as m,fn as mt,vo as n,hn as nt,po as o,xn as ot,so as p,un as pt,U as q,fo as r,pn as rt,_o as s,cn as st,bo as t,mn as tt,yo as u,sn as ut,Ga as v,B as vt,Dr as w,De as wt,Sa as x,Gt as xt,Ba as y,en as yt,vr as z};